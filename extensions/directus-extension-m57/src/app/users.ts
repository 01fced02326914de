import type { Server } from './api';

/** Who may be named as an owner: the users that the caller may see. */
export async function listUsers(
  server: Server,
  signal?: AbortSignal,
): Promise<{ id: string; name: string }[]> {
  const users = await server.get<
    { id: string; first_name: string | null; last_name: string | null; email: string | null }[]
  >(
    '/users',
    {
      fields: ['id', 'first_name', 'last_name', 'email'],
      filter: { status: { _eq: 'active' } },
      sort: ['last_name', 'first_name'],
      limit: -1,
    },
    signal,
  );
  return users.map(({ id, first_name, last_name, email }) => ({
    id,
    name: [first_name, last_name].filter(Boolean).join(' ') || (email ?? id),
  }));
}
