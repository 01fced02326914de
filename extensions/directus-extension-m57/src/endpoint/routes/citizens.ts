import type { EndpointExtensionContext } from '@directus/types';
import type { Routes } from '../router';

/** Citizens, their evidence, duplicates and merges. */
export function citizenRoutes(_routes: Routes, _host: EndpointExtensionContext): void {}
