#!/usr/bin/env node
/** The entry point. Must parse on every Node of the last years: it only says so when this one is too old. */
import module from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`trailwarden needs Node 22.19 or newer; this is ${process.version}.\n`);
  process.exitCode = 1;
} else {
  module.enableCompileCache();
  const { leave, start } = await import('./start.ts');
  process.exitCode = await start(process.argv.slice(2));
  await leave();
}
