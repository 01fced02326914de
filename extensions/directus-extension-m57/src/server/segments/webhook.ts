import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SuppressionRule } from '../../domain/suppression';
import type { Host } from '../host';
import type { Refreshed } from './refresh';
import { toldOfRefresh } from './told';

const TIMEOUT_MS = 5000;
/** Before the second and the third attempt. */
const PAUSES_MS = [1000, 5000];

interface Target {
  url: string;
  secret: string;
  warn(problem: string): void;
}
let target: Target | null = null;

/** Who wants to know that a segment was refreshed, from the environment: M57_WEBHOOK_URL and M57_WEBHOOK_SECRET. */
export function registerWebhook({ env, logger }: Host): void {
  const [url, secret] = [env['M57_WEBHOOK_URL'], env['M57_WEBHOOK_SECRET']].map((value) =>
    String(value ?? '').trim(),
  ) as [string, string];
  if (url === '') return;
  if (!/^https?:\/\//.test(url) || secret === '')
    logger.error(
      'M57: no webhook. M57_WEBHOOK_URL must be an address (http or https), and M57_WEBHOOK_SECRET a secret to sign with.',
    );
  else target = { url, secret, warn: (problem) => logger.warn(problem) };
}

/**
 * Says that a segment was refreshed: figures, nobody's data. Nobody waits for it, and the third failure is the last.
 */
export function announce(refreshed: Refreshed, rule: SuppressionRule): void {
  if (!target) return;
  const { segment, name } = refreshed;
  const { size, entered, left } = toldOfRefresh(refreshed, rule);
  const body = JSON.stringify({
    event: 'm57.segment.refreshed',
    segment,
    name,
    size,
    entered,
    left,
    at: new Date().toISOString(),
  });
  void deliver(target, body, segment);
}

async function deliver({ url, secret, warn }: Target, body: string, segment: number): Promise<void> {
  const headers = {
    'Content-Type': 'application/json',
    'X-M57-Signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  };
  for (const pause of [...PAUSES_MS, null])
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const { ok, status } = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
      if (ok) return;
      throw new Error(`HTTP ${status}`);
    } catch (error) {
      warn(`M57: webhook of segment ${segment}: ${(error as Error).message}`);
      if (pause !== null) await sleep(pause);
    }
}
