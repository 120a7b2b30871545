import { expect, it } from 'vitest';

import { adopted, waitingForStart } from '../../../src/core/daemon/restart.ts';
import { usual } from '../../app/daemon/stage.ts';

it('takes at once what needs no start, and says what does', () => {
  const written = { ...usual, mode: 'observe', grace: 1, history: { ...usual.history, path: 'x.db' } } as const;
  expect(waitingForStart(usual, written)).toEqual(['history']);
  expect(adopted(usual, written)).toEqual({ ...usual, mode: 'observe', grace: 1 });
  expect(waitingForStart(usual, { ...usual })).toEqual([]);
});
