import type { RegisterFunctions } from '@directus/types';
import { dayInFrance } from '../../domain/day-in-france';
import type { Database, Host } from '../host';
import { withLease } from '../jobs';
import { readiness } from '../status';
import { readSettings, writeSetting } from '../stored-settings';
import { readUnits } from './read';

const EVERY_MORNING = '0 7 * * *';
const REMINDER = 'reminder:';

/** Reminds those in charge of units of work of months that are late, by M57_REMINDERS_CRON; "off" for none. */
export function registerReminders({ schedule }: RegisterFunctions, host: Host): void {
  const said = String(host.env['M57_REMINDERS_CRON'] ?? '').trim();
  if (said === 'off' || said === 'false') return;
  const cron = said || EVERY_MORNING;
  if (!/^\S+(\s+\S+){4,5}$/.test(cron)) {
    host.logger.error(
      `M57: no reminders. M57_REMINDERS_CRON must hold five or six fields, such as "${EVERY_MORNING}", or "off".`,
    );
    return;
  }
  schedule(cron, async () => {
    if ((await readiness(host)) !== 'ready') return;
    // Every instance hears the clock strike.
    await withLease(host.database, 'reminders', () => remind(host, new Date()));
  });
}

/** Months of the present and the former year, each told once to whoever is in charge of them. */
async function remind(host: Host, now: Date): Promise<void> {
  const { database } = host;
  const year = Number(dayInFrance(now).slice(0, 4));
  const late = new Map<string, Map<string, string[]>>();
  for (const exercice of [year - 1, year])
    for (const { name, owner, late: months } of (await readUnits(database, exercice, now)).services)
      for (const month of owner ? months : []) {
        const mine = late.get(owner!.id) ?? new Map<string, string[]>();
        late.set(owner!.id, mine);
        const at = `${exercice}-${String(month).padStart(2, '0')}`;
        mine.set(at, [...(mine.get(at) ?? []), name]);
      }
  if (late.size === 0) return;
  const told = await readSettings(database, REMINDER);
  const schema = await host.getSchema();
  const notifications = new host.services.NotificationsService({ schema, knex: database });
  for (const [recipient, months] of late)
    for (const [at, services] of months) {
      const name = `${REMINDER}${at}:${recipient}`;
      if (told.has(name)) continue;
      // Remembered first: told twice would be worse than told late.
      await writeSetting(database, name, services);
      try {
        await notifications.createOne(reminder(recipient, at, services));
      } catch (error) {
        host.logger.error(error, 'M57: reminder');
        await forget(database, name);
      }
    }
}

const forget = (database: Database, name: string) => database('m57_settings').where({ name }).delete();

function reminder(recipient: string, at: string, services: readonly string[]) {
  const [year, month] = at.split('-').map(Number) as [number, number];
  const named = (locale: string) =>
    new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
      Date.UTC(year, month - 1),
    );
  const list = services.map((service) => `- ${service}`).join('\n');
  return {
    recipient,
    subject: `Unités d’œuvre de ${named('fr')} à saisir / Units of work of ${named('en')} to enter`,
    message: `Ces services n’ont pas encore leurs unités d’œuvre de ${named('fr')}. Saisissez-les dans le module M57, page « Unités d’œuvre ». / These services still lack their units of work of ${named('en')}. Enter them in the M57 module, page "Units of work".\n\n${list}`,
  };
}
