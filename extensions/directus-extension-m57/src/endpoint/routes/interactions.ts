import type { EndpointExtensionContext } from '@directus/types';
import type { Routes } from '../router';

/** What happens between citizens and services: batches, requests, the desk, statistics. */
export function interactionRoutes(_routes: Routes, _host: EndpointExtensionContext): void {}
