import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { proxyDiagnostics, senderTo } from '../../../src/shared/http.ts';

const ORIGIN = 'https://api.us.babysea.ai';

/** These proxies in the environment, and no others. */
function stub(variables: Readonly<Record<string, string>>): void {
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'])
    vi.stubEnv(name, variables[name] ?? '');
}

describe('the proxy of the environment', () => {
  test.each([
    'http://proxy.example.com:8080',
    'https://mona:p%40ss@proxy.example.com',
    'proxy.example.com:8080',
    'mona:secret@10.0.0.1:3128',
    'localhost:3128',
  ])('may be %s', (value) => {
    stub({ HTTPS_PROXY: value });
    expect(proxyDiagnostics(ORIGIN)).toEqual([]);
  });

  test.each([
    'socks5://127.0.0.9:1080',
    'proxy host:8080',
    'http://',
    'http://[',
    'http://mona:100%@proxy.example.com',
    'http://mona:secret@proxy.example.com:99999',
    'ftp://proxy.example.com',
  ])('cannot be %s: the variable is named, never its value', async (value) => {
    stub({ https_proxy: value });
    const [{ severity, message } = {}] = proxyDiagnostics(ORIGIN);
    expect(severity).toBe('error');
    expect(String(message)).toBe(
      'The variable `https_proxy` does not hold the URL of an HTTP proxy, so no request can be sent.',
    );
    const request = { url: ORIGIN, method: 'GET', headers: {} };
    await expect(senderTo(ORIGIN)(request, { maxBytes: 1024 })).rejects.toThrow(String(message));
  });

  test('is named by the variable that counts: that of the scheme, in lower case first', () => {
    stub({ https_proxy: 'http://proxy.example.com', HTTPS_PROXY: 'socks5://a', HTTP_PROXY: 'socks5://b' });
    expect(proxyDiagnostics(ORIGIN)).toEqual([]);
    const problems = proxyDiagnostics(ORIGIN, 'http://git.example.com', 'http://git.example.com/api/v3');
    expect(problems.map(({ message }) => String(message))).toEqual([expect.stringContaining('`HTTP_PROXY`')]);
  });

  test('does not matter for a host in `NO_PROXY`, and for loopback', () => {
    stub({ HTTPS_PROXY: 'socks5://a', HTTP_PROXY: 'socks5://a', NO_PROXY: 'babysea.ai' });
    expect(proxyDiagnostics(ORIGIN)).toEqual([]);
    expect(proxyDiagnostics('http://127.0.0.1:8080')).toEqual([]);
  });
});
