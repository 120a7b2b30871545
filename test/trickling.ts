import type { ServerResponse } from 'node:http';

/** Answers one byte now and then, until the one who asked breaks it off. */
export function trickling(response: ServerResponse, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  const more = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(more));
}
