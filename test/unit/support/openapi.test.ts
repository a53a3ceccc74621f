import { describe, expect, test } from 'vitest';
import { problemsOf, problemsOfAnswer, type RecordedRequest } from '../../support/openapi.ts';

const repo = '/repos/octo-org/octo-repo';

describe('GitHub’s own API description', () => {
  test.each<[string, RecordedRequest]>([
    [
      'a listing of comments, page by page',
      { method: 'GET', path: `${repo}/issues/1/comments`, query: { per_page: '100', page: '2' } },
    ],
    ['a query as the URL class gives it', { method: 'GET', path: '/user/repos', query: new URLSearchParams('page=1') }],
    ['a new comment', { method: 'POST', path: `${repo}/issues/1/comments`, body: { body: 'Hello' } }],
    ['another body for a comment', { method: 'PATCH', path: `${repo}/issues/comments/7`, body: { body: 'Hello' } }],
    ['a comment that goes', { method: 'DELETE', path: `${repo}/issues/comments/7` }],
    ['a file, its path encoded', { method: 'GET', path: `${repo}/contents/a%2Fb.yml`, query: { ref: 'main' } }],
    ['a file, its path with slashes', { method: 'GET', path: `${repo}/contents/a/b.yml` }],
    ['the files of a pull request', { method: 'GET', path: `${repo}/pulls/7/files`, query: { per_page: '100' } }],
    ['the commit behind a ref, its slashes encoded', { method: 'GET', path: `${repo}/commits/heads%2Fa%2Fb` }],
    ['the statuses of a ref', { method: 'GET', path: `${repo}/commits/heads%2Fmain/statuses`, query: { page: '2' } }],
    ['the permission of a person', { method: 'GET', path: `${repo}/collaborators/mona/permission` }],
    ['a comparison of two refs', { method: 'GET', path: `${repo}/compare/main...feature%2Fone` }],
    ['a body that may hold null', { method: 'PATCH', path: `${repo}/issues/1`, body: { milestone: null, title: 7 } }],
  ])('accepts %s', (_, request) => {
    expect(problemsOf(request)).toEqual([]);
  });

  test.each<[string, RecordedRequest, string]>([
    ['an unknown path', { method: 'GET', path: '/no/such/path' }, "no path of GitHub's API is /no/such/path"],
    ['a method that a path has not', { method: 'DELETE', path: '/user' }, '/user has no method DELETE'],
    [
      'a path parameter of a wrong type',
      { method: 'GET', path: `${repo}/issues/one/comments` },
      'the path parameter "issue_number" is "one", which must be integer',
    ],
    [
      'an undeclared query parameter',
      { method: 'GET', path: `${repo}/issues/1/comments`, query: { perpage: '100' } },
      'the query parameter "perpage" is not declared',
    ],
    [
      'a query parameter outside of its values',
      { method: 'GET', path: `${repo}/issues/comments`, query: { sort: 'size' } },
      'the query parameter "sort" is "size", which must be equal to one of the allowed values (created, updated)',
    ],
    [
      'a query parameter of a wrong format',
      { method: 'GET', path: `${repo}/issues/comments`, query: { since: 'yesterday' } },
      'the query parameter "since" is "yesterday", which must match format "date-time"',
    ],
    [
      'a query parameter that the files of a pull request have not',
      { method: 'GET', path: `${repo}/pulls/7/files`, query: { sort: 'created' } },
      'the query parameter "sort" is not declared',
    ],
    [
      'the files of a pull request without a number',
      { method: 'GET', path: `${repo}/pulls/head/files` },
      'the path parameter "pull_number" is "head", which must be integer',
    ],
    [
      'a commit asked for by a parameter of the contents',
      { method: 'GET', path: `${repo}/commits/main`, query: { ref: 'main' } },
      'the query parameter "ref" is not declared',
    ],
    ['a missing body', { method: 'POST', path: `${repo}/issues/1/comments` }, 'has no body, though one is required'],
    [
      'a body where none belongs',
      { method: 'GET', path: `${repo}/issues/1/comments`, body: {} },
      'has a body, though none is declared',
    ],
    [
      'a body of a wrong shape',
      { method: 'POST', path: `${repo}/issues/1/comments`, body: { body: 3 } },
      'the body /body must be string',
    ],
    [
      'a misspelt key of the body',
      { method: 'PATCH', path: `${repo}/issues/comments/7`, body: { body: 'x', boddy: 'x' } },
      'the body\'s "boddy" is not declared',
    ],
  ])('finds %s', (_, request, problem) => {
    expect(problemsOf(request)).toEqual([expect.stringContaining(problem)]);
  });

  test('tells which fields of an answer are wrong, not which are missing', () => {
    expect(problemsOfAnswer('status', { id: 1, state: 'success', description: null })).toEqual([]);
    expect(problemsOfAnswer('status', { id: '1' })).toEqual(['/id must be integer']);
    expect(problemsOfAnswer('status', { statte: 'success' })).toEqual(['must NOT have additional properties']);
  });

  test('finds words before parameters in a path', () => {
    const [problem] = problemsOf({ method: 'GET', path: `${repo}/pulls/comments`, query: { x: '' } });
    expect(problem).toMatch(/^GET \/repos\/\{owner\}\/\{repo\}\/pulls\/comments: /);
  });
});
