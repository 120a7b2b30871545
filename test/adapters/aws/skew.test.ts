import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, it, onTestFinished } from 'vitest';

import { watchSkew } from '../../../src/adapters/aws/skew.ts';
import { FakeClock } from '../../fake-clock.ts';

it('tells how far the clock of whoever answered last is ahead', async () => {
  const clock = new FakeClock();
  let date = '';
  const server = createServer((_, response) => {
    response.sendDate = false;
    if (date !== '') response.setHeader('date', date);
    response.end();
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const ask = () =>
    new Promise<void>(done => {
      get({ port, host: '127.0.0.1', agent: false }, response => response.resume().once('end', done));
    });

  const skew = watchSkew(clock);
  await ask();
  expect(skew.seconds()).toBeNull();
  for (const ahead of [300, -75, 0]) {
    date = new Date(clock.now().getTime() + ahead * 1000).toUTCString();
    await ask();
    expect(Math.abs((skew.seconds() ?? Infinity) - ahead)).toBeLessThan(1);
  }
  skew.stop();
  date = new Date(0).toUTCString();
  await ask();
  expect(Math.abs(skew.seconds() ?? Infinity)).toBeLessThan(1);
});
