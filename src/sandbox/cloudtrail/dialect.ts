import { jsonDialect } from '../http/json-dialect.ts';
import { eventConfigurationOperations } from './event-configuration.ts';
import { lookupOperations } from './lookup-events.ts';
import { keyOperations } from './public-keys.ts';
import { reads } from './reads.ts';
import { selectorOperations } from './selectors.ts';
import { tagOperations } from './tags.ts';
import { writes } from './writes.ts';

export const cloudtrailDialect = jsonDialect({
  service: 'cloudtrail',
  listsResources: false,
  operations: {
    ...writes,
    ...reads,
    ...selectorOperations,
    ...eventConfigurationOperations,
    ...tagOperations,
    ...keyOperations,
    ...lookupOperations,
  },
});
