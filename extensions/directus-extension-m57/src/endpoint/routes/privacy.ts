import type { EndpointExtensionContext } from '@directus/types';
import type { Routes } from '../router';

/** Purposes and the rights of persons. */
export function privacyRoutes(_routes: Routes, _host: EndpointExtensionContext): void {}
