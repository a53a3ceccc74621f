// Keeps one note on the merge request: `node budget-note.mjs FILE`. If it cannot be written, the script says so, and the
// job's result stays the same. GitLab's notes API: https://docs.gitlab.com/api/notes/#merge-requests
import { readFile } from 'node:fs/promises';

/** Finds the note again. Several gates in one project each need one of their own. */
const MARKER = '<!-- babysea-budget-gate -->';
const TIMEOUT_MS = 20_000;

const { CI_API_V4_URL, CI_MERGE_REQUEST_PROJECT_ID, CI_MERGE_REQUEST_IID, BUDGET_NOTE_TOKEN } = process.env;
const notes = `/projects/${CI_MERGE_REQUEST_PROJECT_ID}/merge_requests/${CI_MERGE_REQUEST_IID}/notes`;

try {
  if (!BUDGET_NOTE_TOKEN) throw new Error('the variable BUDGET_NOTE_TOKEN is not set');
  const markdown = (await readFile(process.argv[2], 'utf8')).trim();
  if (markdown === '') throw new Error('there is no report');
  // GitLab takes a line that begins with a slash for a command.
  const body = `${MARKER}\n${markdown.replace(/^([ \t]*)\//gm, '$1\\/')}`;
  const standing = await ownNote();
  if (standing === undefined) await ask('POST', notes, { body });
  else if (standing.body !== body) await ask('PUT', `${notes}/${standing.id}`, { body });
} catch (error) {
  console.error(`The note was not written: ${error.message}. The result stays the same.`);
}

/** The note that this token's user wrote with the marker; notes of others are left alone. */
async function ownNote() {
  const { id } = await (await ask('GET', '/user')).json();
  for (let page = '1'; page !== ''; ) {
    const answer = await ask('GET', `${notes}?sort=asc&per_page=100&page=${page}`);
    const found = (await answer.json()).find((note) => note.author.id === id && note.body.startsWith(MARKER));
    if (found !== undefined) return found;
    page = answer.headers.get('x-next-page') ?? '';
  }
}

async function ask(method, path, body) {
  const answer = await fetch(`${CI_API_V4_URL}${path}`, {
    method,
    headers: { 'private-token': BUDGET_NOTE_TOKEN, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!answer.ok) throw new Error(`GitLab answered HTTP ${answer.status} to ${method} ${path}`);
  return answer;
}
