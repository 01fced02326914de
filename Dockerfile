# Directus with this bundle. The images of Directus hold no npm: the bundle is built in a stage of its own.
FROM node:22 AS bundle
WORKDIR /build
COPY package.json package-lock.json ./
COPY extensions/directus-extension-m57/package.json extensions/directus-extension-m57/
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM directus/directus:12.4.0
COPY --from=bundle --chown=node:node /build/extensions/directus-extension-m57/package.json /directus/extensions/directus-extension-m57/
COPY --from=bundle --chown=node:node /build/extensions/directus-extension-m57/dist /directus/extensions/directus-extension-m57/dist
