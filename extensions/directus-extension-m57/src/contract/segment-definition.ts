import { z } from 'zod';
import type { Definition } from '../domain/segments/definition';

/** What a segment is: domain/segments/definition.ts. */
export const definition = z.custom<Definition>((value) => typeof value === 'object' && value !== null);
