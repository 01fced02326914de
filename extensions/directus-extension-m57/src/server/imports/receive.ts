import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Accountability } from '@directus/types';
import busboy from 'busboy';
import type { Request } from 'express';
import type { z } from 'zod';
import { importOptions } from '../../contract/imports';
import { Refusal } from '../errors';
import type { Host } from '../host';

/** A received file, spooled to disk: it is read twice (preview of effects, then staging) and hashed on the way. */
export interface ReceivedFile {
  name: string;
  sha256: string;
  size: number;
  bytes(): AsyncIterable<Uint8Array>;
  options: Omit<z.infer<typeof importOptions>, 'file'>;
}

/** Takes the file of a request (multipart `file`, or `{file: <id>}`), hands it to `use`, and leaves nothing behind. */
export async function withReceivedFile<T>(
  host: Host,
  request: Request & { accountability?: Accountability },
  use: (file: ReceivedFile) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'm57-'));
  try {
    const target = path.join(folder, 'file');
    const multipart = request.is('multipart/form-data');
    const { name, fields, ...spooled } = multipart
      ? await fromMultipart(host, request, target)
      : await fromDirectusFile(host, request, target);
    const { file: _, ...options } = importOptions.parse(fields);
    return await use({ name, options, ...spooled, bytes: () => createReadStream(target) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Spooled {
  name: string;
  sha256: string;
  size: number;
  fields: Record<string, unknown>;
}

async function spool(source: Readable, target: string): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  const tap = new PassThrough();
  tap.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    size += chunk.length;
  });
  await pipeline(source, tap, createWriteStream(target));
  return { sha256: hash.digest('hex'), size };
}

function fromMultipart(host: Host, request: Request, target: string): Promise<Spooled> {
  const limit = String(host.env['FILES_MAX_UPLOAD_SIZE'] ?? '');
  return new Promise((resolve, reject) => {
    const fields: Record<string, unknown> = {};
    let spooled: Promise<Omit<Spooled, 'fields'>> | undefined;
    const parser = busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: { files: 1, ...(limit ? { fileSize: bytesOf(limit) } : {}) },
    });
    parser.on('field', (name, value) => {
      if (value !== '') fields[name] = value;
    });
    parser.on('file', (field, stream, { filename }) => {
      if (field !== 'file') return stream.resume();
      stream.on('limit', () => reject(new Refusal('FILE_TOO_LARGE', { limit })));
      spooled = spool(stream, target).then((result) => ({
        name: path.basename(filename ?? 'file'),
        ...result,
      }));
      spooled.catch(reject);
    });
    parser.on('error', reject);
    parser.on('close', () => {
      if (!spooled) return reject(new Refusal('FILE_MISSING'));
      spooled.then((result) => resolve({ ...result, fields }), reject);
    });
    request.pipe(parser);
  });
}

async function fromDirectusFile(
  host: Host,
  request: Request & { accountability?: Accountability },
  target: string,
): Promise<Spooled> {
  const { file } = importOptions.parse(request.body ?? {});
  if (!file) throw new Refusal('FILE_MISSING');
  const schema = await host.getSchema();
  // The caller's own right to read the file decides.
  const service = new host.services.AssetsService({ schema, accountability: request.accountability ?? null });
  const asset = await service.getAsset(file, { transformationParams: {} } as never, undefined, false);
  const stream = asset.stream as Readable | (() => Promise<Readable>);
  const spooled = await spool(typeof stream === 'function' ? await stream() : stream, target);
  return { name: String(asset.file.filename_download ?? file), ...spooled, fields: request.body };
}

/** "50mb" → bytes, in the units that Directus accepts. */
function bytesOf(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)?\s*$/i.exec(text);
  if (!match) return Infinity;
  const power = ['b', 'kb', 'mb', 'gb'].indexOf((match[2] ?? 'b').toLowerCase());
  return Number(match[1]) * 1024 ** power;
}
