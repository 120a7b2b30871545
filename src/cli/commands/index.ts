import type { CommandDefinition } from '../definition.ts';
import { apply } from './apply.ts';
import { completion } from './completion.ts';
import { coverage } from './coverage.ts';
import { daemon } from './daemon.ts';
import { demo } from './demo.ts';
import { importCommand } from './import.ts';
import { eventsDdl } from './events-ddl.ts';
import { doctor } from './doctor.ts';
import { drift } from './drift.ts';
import { history } from './history.ts';
import { logsVerify } from './logs-verify.ts';
import { init } from './init.ts';
import { logsDdl } from './logs-ddl.ts';
import { logsQuery } from './logs-query.ts';
import { getCommands } from './get.ts';
import { logsBlind } from './logs-blind.ts';
import { logsProve } from './logs-prove.ts';
import { logsLs } from './logs-ls.ts';
import { logsCat } from './logs-cat.ts';
import { logsTail } from './logs-tail.ts';
import { notifyTest } from './notify-test.ts';
import { plan } from './plan.ts';
import { policyCloudwatchLogs } from './policy-cloudwatch-logs.ts';
import { policyBucket } from './policy-bucket.ts';
import { policyTopic } from './policy-topic.ts';
import { policyIam } from './policy-iam.ts';
import { policyKms } from './policy-kms.ts';
import { policyTest } from './policy-test.ts';
import { reportShow } from './report-show.ts';
import { sandbox } from './sandbox.ts';
import { schema } from './schema.ts';
import { show } from './show.ts';
import { validate } from './validate.ts';

/** Every command, in the order of the list that help shows. */
export const commands: readonly CommandDefinition[] = [
  validate,
  plan,
  drift,
  coverage,
  show,
  ...getCommands,
  history,
  reportShow,
  doctor,
  importCommand,
  init,
  apply,
  daemon,
  logsLs,
  logsCat,
  logsQuery,
  logsTail,
  logsVerify,
  logsProve,
  logsBlind,
  demo,
  sandbox,
  policyIam,
  policyBucket,
  policyTopic,
  policyKms,
  policyCloudwatchLogs,
  policyTest,
  notifyTest,
  logsDdl,
  eventsDdl,
  schema,
  completion,
];
