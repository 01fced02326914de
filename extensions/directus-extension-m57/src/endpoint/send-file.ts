import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

export interface SentFile {
  fileName: string;
  /** To be read once, as fast as the caller takes it. */
  content: AsyncIterable<string | Uint8Array>;
}

/** As a download, without holding it whole. An error on the way cuts it off, so that the browser reports it. */
export async function sendFile(response: Response, { fileName, content }: SentFile): Promise<undefined> {
  response.attachment(fileName);
  try {
    await pipeline(Readable.from(content), response);
  } catch (error) {
    // The caller has gone: nobody is left to tell, and nothing is wrong here.
    if ((error as { code?: string }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
