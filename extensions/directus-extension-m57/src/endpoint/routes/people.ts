import type { EndpointExtensionContext } from '@directus/types';
import type { Routes } from '../router';

/** Files of persons and interactions. */
export function personImportRoutes(_routes: Routes, _host: EndpointExtensionContext): void {}
