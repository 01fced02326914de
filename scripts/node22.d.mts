export const MAJOR: number;
export const root: string;
export interface Node22 {
  bin: string;
  nodedir: string | undefined;
}
export function findNode22(): Node22;
export function environment(node: Node22): NodeJS.ProcessEnv;
