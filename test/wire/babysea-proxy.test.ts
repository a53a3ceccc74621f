import { createServer } from 'node:http';
import { connect, createServer as createTcpServer, type Server } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { defaultKey } from '../../sandbox/babysea/index.ts';
import { defaultToken } from '../../sandbox/github/index.ts';
import type { PacedApi } from '../../src/babysea/api.ts';
import { createBabySea } from '../../src/babysea/client.ts';
import { createGitHub } from '../../src/github/client.ts';
import { redirect } from '../support/faults.ts';
import { babySea, gitHub } from './sandbox/support.ts';

const ORIGIN = 'http://api.babysea.test';

interface Proxy {
  readonly url: string;
  /** Where it was asked to connect to, and as whom. */
  readonly asked: readonly { readonly target: string | undefined; readonly authorization: string | undefined }[];
}

/** A proxy that leads every tunnel to one port on loopback. */
async function proxyTo(origin: string): Promise<Proxy> {
  const asked: { target: string | undefined; authorization: string | undefined }[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    asked.push({ target: request.url, authorization: request.headers['proxy-authorization'] });
    const tunnel = connect(Number(new URL(origin).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(tunnel).pipe(socket);
    });
    for (const end of [socket, tunnel]) end.on('error', () => void socket.destroy());
    onTestFinished(() => void tunnel.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  return { url: `127.0.0.1:${portOf(proxy)}`, asked };
}

function portOf(server: Server): number {
  const address = server.address();
  return address === null || typeof address === 'string' ? 0 : address.port;
}

function clientOf(baseUrl: string, signal = new AbortController().signal): PacedApi {
  onTestFinished(() => void vi.unstubAllEnvs());
  return createBabySea({
    apiKey: defaultKey,
    region: 'us',
    baseUrl,
    signal,
    timeLeft: () => 60_000,
    maxRetries: 0,
  });
}

/** The proxy for `http:` in the environment, and what goes without. */
function stub(httpProxy: string, noProxy = ''): void {
  for (const name of ['http_proxy', 'HTTP_PROXY']) vi.stubEnv(name, httpProxy);
  for (const name of ['no_proxy', 'NO_PROXY']) vi.stubEnv(name, noProxy);
}

describe('a proxy from the environment', () => {
  test('is gone through, as the user that it names', async () => {
    const server = await babySea({ balance: '12.480' });
    const proxy = await proxyTo(server.url);
    stub(`http://user:p%40ss@${proxy.url}`);
    expect(await clientOf(ORIGIN).billing()).toMatchObject({ data: { billing_credit_balance: 12.48 } });
    const authorization = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
    expect(proxy.asked).toEqual([{ target: 'api.babysea.test:80', authorization }]);
    const [request] = server.requests;
    expect(request).toMatchObject({
      path: '/v1/user/billing',
      headers: { authorization: `Bearer ${defaultKey}`, accept: 'application/json' },
    });
    expect(request?.headers).not.toHaveProperty('proxy-authorization');
  });

  test('keeps its connections', async () => {
    const server = await babySea();
    const proxy = await proxyTo(server.url);
    stub(proxy.url);
    const api = clientOf(ORIGIN);
    for (let request = 0; request < 20; request++) await api.billing();
    // One may not be free yet when the next request begins.
    expect(proxy.asked.length).toBeLessThanOrEqual(2);
  });

  test('leads to no redirect that is followed', async () => {
    const server = await babySea();
    const proxy = await proxyTo(server.url);
    stub(proxy.url);
    server.faults.add({ endpoint: 'billing', times: 1, ...redirect('/v1/status') });
    await expect(clientOf(ORIGIN).billing()).rejects.toMatchObject({ status: 302 });
    expect(server.requests).toHaveLength(1);
  });

  test('is gone through to GitHub, too', async () => {
    const server = await gitHub({ repos: { 'sample-studio/catalogue': { pulls: [{ number: 7 }] } } });
    const proxy = await proxyTo(server.url);
    stub(proxy.url);
    const repository = { owner: 'sample-studio', repo: 'catalogue' };
    const github = await createGitHub(defaultToken, repository, () => new AbortController().signal, {
      apiUrl: 'http://api.github.test',
    });
    const issue = { ...repository, issue_number: 7 };
    expect((await github.rest.issues.createComment({ ...issue, body: 'Hello' })).status).toBe(201);
    expect((await github.rest.issues.listComments(issue)).data).toMatchObject([{ body: 'Hello' }]);
    expect(proxy.asked[0]).toMatchObject({ target: 'api.github.test:80' });
  });

  test('is not gone through to what `NO_PROXY` names, and never to loopback', async () => {
    const server = await babySea();
    const proxy = await proxyTo(server.url);
    stub(proxy.url, 'babysea.test');
    await expect(clientOf(ORIGIN).billing()).rejects.toMatchObject({ name: 'BabySeaNetworkError' });
    await clientOf(server.url).billing();
    expect(proxy.asked).toEqual([]);
  });

  test.each([
    ['silent', ''],
    ['endless', 'HTTP/1.1 200 OK\r\n'],
  ])('that opens no tunnel is not waited for: %s', async (_, beginning) => {
    const deadline = new AbortController();
    const proxy = createTcpServer();
    const closed = new Promise((resolve) => {
      proxy.on('connection', (socket) => {
        socket.on('error', () => undefined).on('close', resolve);
        socket.write(beginning);
        socket.once('data', () => deadline.abort());
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    stub(`127.0.0.1:${portOf(proxy)}`);
    await expect(clientOf(ORIGIN, deadline.signal).billing()).rejects.toMatchObject({ name: 'BabySeaTimeoutError' });
    // Otherwise the process would go on.
    await closed;
  });

  test('that refuses is not taken for BabySea', async () => {
    const proxy = createServer();
    proxy.on('connect', (_, socket) => void socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\n{}'));
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    stub(`127.0.0.1:${portOf(proxy)}`);
    await expect(clientOf(ORIGIN).billing()).rejects.toMatchObject({
      name: 'BabySeaNetworkError',
      message: expect.stringContaining('the proxy opens no tunnel (status 403)'),
    });
  });

  test.each(['http://127.0.0.1:1', 'http://['])(
    'that does not work is a request without an answer: %s',
    async (proxy) => {
      stub(proxy);
      await expect(clientOf(ORIGIN).billing()).rejects.toMatchObject({ name: 'BabySeaNetworkError' });
    },
  );
});
