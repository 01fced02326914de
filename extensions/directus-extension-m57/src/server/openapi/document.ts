import { createDocument } from 'zod-openapi';
import { version } from '../../../package.json';
import { accountPaths } from './accounts';
import { relationPaths } from './relation';
import { rewardPaths } from './rewards';
import { segmentPaths } from './segments';

/** The HTTP contract as OpenAPI 3.1, generated from the same schemas that the routes parse with. */
export const openApiDocument = (): unknown =>
  createDocument({
    openapi: '3.1.0',
    info: { title: 'directus-extension-m57', version },
    servers: [{ url: '/m57' }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths: { ...accountPaths, ...relationPaths, ...segmentPaths, ...rewardPaths },
  });
