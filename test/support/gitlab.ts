/** GitLab's notes API, as far as a pipeline uses it (docs.gitlab.com/api/notes, /api/rest: pagination), over real HTTP. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Note {
  readonly id: number;
  body: string;
  readonly author: { readonly id: number };
  readonly system: boolean;
}

export interface GitLab {
  /** As `CI_API_V4_URL` names it. */
  readonly url: string;
  /** Under the one merge request, oldest first. */
  readonly notes: Note[];
  /** `POST /projects/…`, what was written. */
  readonly writes: string[];
  /** Answers every request that writes with this status from now on. */
  refuseWrites(status: number): void;
  close(): Promise<void>;
}

export const PROJECT = 42;
export const MERGE_REQUEST = 7;
/** The user that the project's access token belongs to. */
export const BOT = 1001;
const NOTES = `/api/v4/projects/${PROJECT}/merge_requests/${MERGE_REQUEST}/notes`;

/** @param token the access token that is taken */
export async function startGitLab(token: string): Promise<GitLab> {
  const notes: Note[] = [];
  const writes: string[] = [];
  let refusal: number | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://gitlab');
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    if (request.headers['private-token'] !== token) return void send(401, { message: '401 Unauthorized' });
    if (request.method === 'GET' && pathname === '/api/v4/user') return void send(200, { id: BOT });
    if (request.method === 'GET' && pathname === NOTES) {
      const perPage = Math.min(Number(searchParams.get('per_page') ?? 20), 100);
      const page = Number(searchParams.get('page') ?? 1);
      const sorted = searchParams.get('sort') === 'asc' ? notes : notes.toReversed();
      const next = page * perPage < notes.length ? String(page + 1) : '';
      return void send(200, sorted.slice((page - 1) * perPage, page * perPage), { 'x-next-page': next });
    }
    writes.push(`${request.method} ${pathname}`);
    if (refusal !== undefined) return void send(refusal, { message: `${refusal}` });
    const { body } = JSON.parse(await text(request));
    if (request.method === 'POST' && pathname === NOTES) {
      const note = { id: 500 + notes.length, body, author: { id: BOT }, system: false };
      notes.push(note);
      return void send(201, note);
    }
    const note = notes.find(({ id }) => request.method === 'PUT' && pathname === `${NOTES}/${id}`);
    if (note === undefined) return void send(404, { message: '404 Not found' });
    if (note.author.id !== BOT) return void send(403, { message: '403 Forbidden' });
    note.body = body;
    send(200, note);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  return {
    url: `http://127.0.0.1:${address.port}/api/v4`,
    notes,
    writes,
    refuseWrites: (status) => {
      refusal = status;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
