/** Places where no request of the gate belongs. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { join } from 'node:path';
import type { OnFinished } from '../support/step.ts';

const EXPIRED = join(import.meta.dirname, '../fixtures/expired');

/** Another host, by its name and its port, that answers with JSON, and tells what credentials it was sent. */
export async function elsewhere(onFinished: OnFinished): Promise<{ origin: string; credentials: () => string[] }> {
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"elsewhere":true}');
  });
  const port = await listening(server, onFinished);
  return {
    origin: `http://localhost:${port}`,
    credentials: () => headers.flatMap(({ authorization }) => authorization ?? []),
  };
}

/**
 * An origin that refuses connections. It is no port that was free a moment ago: the system may give that to the stand-in of
 * another cell, which would then carry out what went astray here.
 */
export const REFUSING = { origin: 'http://127.0.0.1:1', trusted: undefined };

/** A server whose certificate is trusted, and was good in the year 2000. */
export async function expiredCertificate(onFinished: OnFinished): Promise<{ origin: string; trusted: string }> {
  const [key, cert] = await Promise.all(['key.pem', 'cert.pem'].map((file) => readFile(join(EXPIRED, file))));
  const server = createSecureServer({ key, cert }, (_, response) => response.end());
  return { origin: `https://127.0.0.1:${await listening(server, onFinished)}`, trusted: join(EXPIRED, 'cert.pem') };
}

function listening(server: Server, onFinished: OnFinished): Promise<number> {
  onFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The server has no port.'));
      else resolve(address.port);
    });
  });
}
