import type { EndpointExtensionContext } from '@directus/types';
import type { Request } from 'express';
import { z } from 'zod';
import { copyKeysRequest, importKeysRequest, keyRowRequest, keysQuery } from '../../contract/keys';
import { notionalCosts, tariffs, unitsQuery, unitsRequest } from '../../contract/units';
import { accessOf } from '../../server/access';
import { Refusal } from '../../server/errors';
import { readKeys } from '../../server/keys/read';
import { copyKeys, importKeys, storeKeyRow } from '../../server/keys/store';
import { readNotionalCosts, storeNotionalCosts } from '../../server/notional-costs';
import { readTariffs, storeTariffs } from '../../server/tariffs';
import { readUnits } from '../../server/units/read';
import { storeUnits } from '../../server/units/store';
import type { Routes } from '../router';

const serviceOf = (request: Request) => z.coerce.number().int().parse(request.params['service']);

/** What services deliver: keys between services, units of work to residents, and what is paid for them. */
export function keyRoutes({ route }: Routes, host: EndpointExtensionContext): void {
  const { database } = host;
  route('get', '/keys', 'finance', (request, locale) =>
    readKeys(database, keysQuery.parse(request.query).exercice, locale),
  );
  route('put', '/keys/:service', 'allocations', async (request, locale) => {
    const row = keyRowRequest.parse(request.body);
    await storeKeyRow(database, serviceOf(request), row);
    return readKeys(database, row.exercice, locale);
  });
  route('post', '/keys/copy', 'allocations', async (request, locale) => {
    const copy = copyKeysRequest.parse(request.body);
    await copyKeys(database, copy);
    return readKeys(database, copy.to, locale);
  });
  route('post', '/keys/import', 'allocations', async (request, locale) => {
    const grid = importKeysRequest.parse(request.body);
    await importKeys(database, grid);
    return readKeys(database, grid.exercice, locale);
  });

  route('get', '/units', 'steering', (request) =>
    readUnits(database, unitsQuery.parse(request.query).exercice, new Date()),
  );
  // Whoever is in charge of a service's units enters them, and needs nothing else of finance for it.
  route('put', '/units/:service', 'steering', async (request) => {
    const units = unitsRequest.parse(request.body);
    const service = serviceOf(request);
    const user = request.accountability?.user ?? null;
    const { allocations } = await accessOf(database, request.accountability);
    const owner = await database('m57_services').where({ id: service }).first('unit_owner');
    if (!allocations && (owner?.unit_owner ?? null) !== user) throw new Refusal('UNITS_NOT_YOURS');
    await storeUnits(database, service, units, user);
    return readUnits(database, units.exercice, new Date());
  });

  route('get', '/notional-costs', 'finance', (request) =>
    readNotionalCosts(database, unitsQuery.parse(request.query).exercice),
  );
  route('put', '/notional-costs', 'allocations', async (request) => {
    const costs = notionalCosts.parse(request.body);
    await storeNotionalCosts(database, costs);
    return readNotionalCosts(database, costs.exercice);
  });

  route('get', '/tariffs/:service', 'steering', (request) =>
    readTariffs(database, serviceOf(request), unitsQuery.parse(request.query).exercice),
  );
  route('put', '/tariffs/:service', 'allocations', async (request) => {
    const bands = tariffs.parse(request.body);
    await storeTariffs(database, serviceOf(request), bands);
    return readTariffs(database, serviceOf(request), bands.exercice);
  });
}
