/** The entry point of the GitHub Action: action.yml says how it is called. */
import { join } from 'node:path';

import { act } from './act.ts';

process.exitCode = await act({
  env: process.env,
  main: join(import.meta.dirname, '../main.js'),
  show: text => void process.stdout.write(text),
});
