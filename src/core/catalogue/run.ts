import type { CatalogueEntry } from './entry.ts';

/** What a run refuses, leaves alone or wants people to know. */
export const runProblems = {
  'place-unknown': {
    title: 'It is not known where a block stands in an account',
    text: 'A block stands in all regions of an account, in a group of organizational units, or in an account that organization.discover should find; and the regions, the units or the account could not be read. Or it refers to such a block. Nothing of it is looked at, nothing counts as gone, and no permission is withdrawn.',
  },
  'not-enforced': {
    title: 'The daemon was told to leave this as it is',
    text: 'spec.enforce of the daemon limits what it mends by itself: to kinds, to resources, or to what weakened the evidence. This difference is outside of that, so it is told and left. What comes after it waits.',
  },
  contested: {
    title: 'Somebody changes this back again and again',
    text: 'trailwarden put the setting back as often as spec.contest of the daemon allows, and each time somebody changed it again. It is harmless (neutral, at most medium, and leads nowhere that the spec does not have), so the daemon stops fighting and says so; the message names both sides. What weakens the evidence, is grave or leads it to a stranger is put back every time.',
  },
  'only-reported': {
    title: 'Reported, never changed',
    text: 'This setting is shown because it matters to the evidence, but trailwarden never changes it.',
  },
  'cannot-change': {
    title: 'AWS does not let this be changed',
    text: 'A difference that no call can mend, such as the region of a bucket. The message says what to do instead. It stays a difference until it is done.',
  },
  'owned-elsewhere': {
    title: 'The name belongs to another account',
    text: 'What the spec names exists, but another account owns it, such as an organization trail seen from a member account. It is never changed from here.',
  },
  'referred-missing': {
    title: 'What the spec refers to does not exist',
    text: 'A resource with manage: false is only referred to. It does not exist, so what rests on it will not work.',
  },
  'keeper-does-not-record': {
    title: 'The keeper of global service events does not record',
    text: 'The trail that would record IAM, STS and CloudFront events of its account is declared with logging off, so nobody records them.',
  },
  'keeper-loses-events': {
    title: 'Nobody would record IAM, STS and CloudFront events',
    text: 'Since 22 November 2021 AWS records these events in the leading region of the partition only (us-east-1 in aws). A single-region trail elsewhere never receives them, whatever its flag says. Let one trail of the account be multi-region, or declare one in the leading region, or say globalServiceEvents: { keeper: elsewhere } if a trail outside this spec records them.',
  },
  'recorded-more-than-once': {
    title: 'Management events are recorded more than once',
    text: 'Several trails of one account record all regions. Nothing is lost, but AWS bills every copy of a management event after the first.',
  },
  'region-not-recorded': {
    title: 'Nobody records management events there',
    text: 'No trail that logs records the management events of these regions: whoever changes anything there leaves no trace but the event history of 90 days. A multi-region trail records every enabled region of its account, an organization trail those of all members. Regions that could not be looked at are not among them.',
  },
  'recorded-not-delivered': {
    title: 'What a trail records is delivered nowhere',
    text: 'A trail logs, and its log files certainly cannot be written: the policy of its bucket, or of its key, lets CloudTrail in no longer, the bucket or the key is gone, the key is switched off, or AWS itself names an error of the latest delivery. CloudTrail tries again for 30 days; what it could not deliver by then is lost. It counts as no copy.',
  },
  'half-recorded': {
    title: 'Only one half of the management events is recorded',
    text: 'Management events read or write, and one of the two is recorded by nobody in these regions.',
  },
  'global-events-not-recorded': {
    title: 'Nobody records IAM, STS and CloudFront events',
    text: 'The leading region of the account is recorded, but by a single-region trail whose flag for global service events is off, so that these events are left out. Switch the flag on, or make a trail multi-region.',
  },
  'global-events-twice': {
    title: 'Two trails keep the global service events',
    text: 'A trail of the leading region has the flag for global service events although another trail of the account, or of its organization, records these events. Nothing is lost, and the second copy is billed. The flag of a multi-region trail cannot be switched off.',
  },
  'management-recorded-twice': {
    title: 'Two trails record the same management events',
    text: 'AWS makes the first copy of management events in a region free and bills every further one. The trail that reaches farther is the one to keep; management events can be left out of the other, which still may record data events.',
  },
  'events-recorded-twice': {
    title: 'Two trails record the same data or network events',
    text: 'The selectors of two trails certainly take the same data events or network activity events, or both look for the same Insights. There is no free copy of these: each is billed.',
  },
  'own-deliveries-recorded': {
    title: 'The delivery of log files is recorded as data events',
    text: 'A selector of S3 data events takes the bucket that log files are written to, by its name, a prefix, or as one of all buckets. Every log file that CloudTrail writes then makes a data event, which is billed; where the trail delivers to that bucket itself, the event is delivered in another log file, without end. Except the bucket, or switch recursiveLogging off.',
  },
  'subscription-pending': {
    title: 'A subscription waits for its confirmation',
    text: 'SNS tells an e-mail address, a URL, or a queue of another account only once somebody there has confirmed. Until then nobody can end the subscription or change how it is told; SNS forgets it by itself after some days. It changes by itself, so it is a warning and no difference.',
  },
  'subscription-unasked': {
    title: 'A subscription that the spec does not have waits for its confirmation',
    text: 'Somebody subscribed an endpoint to the topic that the spec does not have. Nothing is announced to it until somebody there confirms, and until then SNS lets nobody end it, so it is a difference that no apply mends. Do not confirm it: SNS forgets it by itself after some days. Once it is confirmed, the next apply ends it. If it is meant, write it under subscriptions.',
  },
  'delivery-failing': {
    title: 'AWS says that a delivery failed',
    text: 'GetTrailStatus names an error of the latest delivery of log files, digests, announcements or events for the log group. What trailwarden compares may be in order all the same: a key that was disabled, a subscription of the account, a limit. It changes by itself, so it is a warning and no difference.',
  },
  'unmanaged-recorder': {
    title: 'A trail outside the spec records too',
    text: 'A trail that the spec does not know records in this account. Nothing is lost, but what both record is billed twice. Declare it, delete it, or leave it, knowing the price.',
  },
  'keeper-not-found': {
    title: 'No trail outside the spec keeps the global service events',
    text: 'The spec says globalServiceEvents: { keeper: elsewhere }, but no trail outside it was seen that records IAM, STS and CloudFront events of this account.',
  },
  'key-unknown': {
    title: 'The key could not be found out',
    text: 'The spec names a KMS key by an alias, and the key behind it could not be asked for. The setting is not compared and never counts as in order.',
  },
  'key-unusable': {
    title: 'The key cannot be used',
    text: 'A KMS key that the spec names does not exist, is disabled or about to be deleted, is no symmetric key for encryption, or stands in another region than what it encrypts. CloudTrail delivers nothing that it cannot encrypt. No trail is moved to such a key. trailwarden never changes keys: whoever owns the key must mend it.',
  },
  'key-denies': {
    title: 'The policy of the key does not let CloudTrail in',
    text: 'CloudTrail encrypts with a key only if the policy of the key lets it: kms:GenerateDataKey* and kms:DescribeKey for the trail, and kms:Decrypt where the bucket has an S3 Bucket Key or a topic is encrypted. No trail is moved to such a key. trailwarden never writes key policies; trailwarden policy kms prints one that suffices.',
  },
  'key-unread': {
    title: 'Nobody could look at the key',
    text: 'Whether the key works and lets CloudTrail in is not known, because kms:DescribeKey or kms:GetKeyPolicy was refused, or the key belongs to an account that the spec does not name: only that account can read its policy. What trailwarden compares was read all the same.',
  },
  'log-group-missing': {
    title: 'There is no such log group',
    text: 'A trail of the spec writes to a CloudWatch Logs log group that does not exist in its account and region. CloudTrail refuses to make a trail with it, or to move one there. trailwarden makes no log groups: create it, or name another.',
  },
  'log-role-missing': {
    title: 'There is no such role',
    text: 'The IAM role with which CloudTrail would write to a log group does not exist. CloudTrail refuses to make a trail with it, or to move one there. trailwarden makes no roles: create it, or name another; trailwarden policy cloudwatch-logs prints both policies that it needs.',
  },
  'log-role-denies': {
    title: 'CloudTrail may not write to the log group',
    text: 'CloudTrail assumes a role to write to a log group. The trust policy of the role must let cloudtrail.amazonaws.com assume it, and its policies, its own or attached ones, must allow logs:CreateLogStream and logs:PutLogEvents on the log streams of CloudTrail, as far as its permissions boundary does. No trail is moved to such a role. trailwarden never writes policies of roles; trailwarden policy cloudwatch-logs prints both.',
  },
  'logs-unread': {
    title: 'Nobody could look at the log group or its role',
    text: 'Whether CloudTrail can write to the log group is not known, because logs:DescribeLogGroups, iam:GetRole or one of the questions about the policies of the role was refused. What trailwarden compares was read all the same.',
  },
  'not-looked-at': {
    title: 'Not looked at in this run',
    text: 'The run was limited to some resources, and this is not one of them.',
  },
  'resource-missing': {
    title: 'There is no such resource',
    text: 'The bucket or topic that a trail of the spec uses does not exist, so that nothing can be delivered to it or announced through it. policy test asks what stands, not what the spec would make.',
  },
  'no-such-target': {
    title: 'The pattern means nothing',
    text: 'A --target matches no resource of the spec. A pattern is KIND/KEY@ACCOUNT/REGION with * in any part; parts may be left away from the right.',
  },
  'moved-meanwhile': {
    title: 'It changed while the run worked',
    text: 'A document that others write too was read again just before it was to be replaced, and it was no longer what the plan was made from. It was left alone.',
  },
  'not-read-back': {
    title: 'The change does not read back',
    text: 'AWS accepted the call, but a minute later the setting still does not read as desired. Configuration of AWS is eventually consistent; look again in a few minutes.',
  },
  'approval-needed': {
    title: 'Nobody approved the plan',
    text: 'An apply needs a yes. Without a terminal nobody can be asked, so --yes must be given, or a saved plan that somebody approved. Nothing was changed.',
  },
  'stale-plan': {
    title: 'The saved plan is stale',
    text: 'A resource that the plan changes, or one that such a change rests on, is no longer as it was when the plan was saved. The refusal names the fields that moved. What the plan does not touch does not count, and neither do times and errors of delivery. Nothing was changed. Make a new plan.',
  },
  'no-report': {
    title: 'The file is no report of an apply',
    text: 'What --from-report names must be what apply --format json printed, of the same owner as the spec. Nothing was changed.',
  },
  'not-put-back': {
    title: 'It is left as it stands',
    text: 'Something that an apply did is not put back: it has moved since, or it was created (nothing is deleted by putting back), or it is no longer in the spec, or no call takes it away. The message says which. It holds nothing else up.',
  },
  'base-invalid': {
    title: 'What --base names is no valid spec',
    text: 'The files could be read, but they are not valid, perhaps because this version knows the format better. The plan is made without telling what changed outside from what was not applied yet.',
  },
  'other-plan': {
    title: 'It is not the plan that was approved',
    text: 'apply --plan-digest carries out the plan with that digest and no other. The spec, the options or AWS is no longer as it was when the plan was approved, so that another plan would be carried out, or nothing is left to do. Nothing was changed. Look at the plan and approve it anew.',
  },
  'plan-expired': {
    title: 'The saved plan has expired',
    text: 'A saved plan is carried out for a day, or as long as plan --expires said, by the clock of the machine that carries it out. Nothing was changed. Make a new plan.',
  },
  'no-plan': {
    title: 'The file is no plan',
    text: 'The file given to apply is not a plan that this version of trailwarden wrote. Make one with trailwarden plan --out FILE.',
  },
  'wrong-account': {
    title: 'The credentials are of another account',
    text: 'The plan was made for another account than the one whose credentials are in force.',
  },
  stray: {
    title: 'It carries our tag and has left the spec',
    text: 'A live trail has the owner tag of this spec, and the spec no longer declares it. It still records, and its bucket still lets it in. Declare it again, or delete it on purpose: say prune: trails in the spec, so that the next apply deletes it, or delete it yourself with aws cloudtrail delete-trail. Its bucket, and the log files in it, stay in either case.',
  },
  'region-full': {
    title: 'There is no room for another trail in the region',
    text: 'AWS allows five trails in a region, and a multi-region trail counts in every region of its account. This cannot be raised. A new trail stands before the one that it replaces goes, so that one of the five must be taken away first. The message names them.',
  },
  'prune-waits': {
    title: 'Nothing is deleted while anything is not known',
    text: 'The spec says prune: trails, and a trail that left it would be deleted. Something could not be read in this run, and it might show that the trail is still needed. Whatever could not be read must be mended first.',
  },
  'other-owner': {
    title: 'Another owner has it',
    text: 'The resource carries the tag trailwarden:owner of somebody else. Every change of it is refused, so that two specs do not fight over it.',
  },
  'not-adopted': {
    title: 'It carries no owner tag and nobody adopted it',
    text: "The resource stands at the name that the spec gives it, but without the tag trailwarden:owner. It may be somebody else's, or somebody took the tag away. What strengthens it is done all the same; everything else stays as it is until it is adopted: with --adopt and its address for one run, or with adopt: true in its block, which may stay for good.",
  },
  'nothing-to-adopt': {
    title: 'There is nothing to adopt',
    text: 'A pattern of --adopt matches no resource that lacks our owner tag. It may be a slip of the pen, or all that it means is ours already.',
  },
  'owner-unknown': {
    title: 'Nobody knows whose it is',
    text: 'The tags of the resource could not be read, so it may belong to another owner. What strengthens it is done all the same; everything else waits until its tags can be read.',
  },
  'waits-for-logs': {
    title: 'It waits for a log file in the new place',
    text: 'A trail delivers to another bucket or prefix than before, and no log file of today or yesterday (UTC) was seen there yet. Until one is, the old place keeps letting the trail in, and so does a topic that it announced through. CloudTrail delivers some minutes after something happens; the next run looks again. A trail that does not log is waited for until it does.',
  },
  waived: {
    title: 'A waiver accepts it',
    text: 'The spec accepts this live value until a day (waivers). It is no difference until then, and stands in every report.',
  },
  'waiver-ended': {
    title: 'A waiver has ended',
    text: 'The last day of a waiver is over. What it accepted is a difference again. Mend it and take the waiver away, or write another day and say why.',
  },
  'waiver-of-other-value': {
    title: 'Another value stands there than the one that is accepted',
    text: 'A waiver accepts one exact value, and another one stands there, which is neither that nor what the spec says. It is a difference.',
  },
  'left-alone': {
    title: 'The spec leaves it alone',
    text: 'The setting, or a part of it, is named under ignore. It is neither compared nor changed where the resource exists; a resource that is created gets what the spec says.',
  },
  'vital-ignored': {
    title: 'Something without which nothing is recorded is left alone',
    text: 'An entry of ignore means a setting that can end recording or delivery: whether the trail logs, what it records, who may write to the bucket. Nobody will be told when it is switched off. A waiver is narrower: it accepts one value until a day.',
  },
  'vital-waived': {
    title: 'A value is accepted with which nothing may be recorded',
    text: 'A waiver accepts a value of a setting that can end recording or delivery: whether the trail logs, what it records, who may write to the bucket. It is told in every report until its last day.',
  },
  'holds-long': {
    title: 'An exception holds for more than a year',
    text: 'The last day of a waiver, or of an entry of allow, is more than a year away. Exceptions that nobody looks at again stay for good; name a day within a year.',
  },
  'matches-nothing': {
    title: 'An entry means nothing',
    text: 'The pattern of an entry matches no resource of the spec, or its resources have no such setting, so that it does nothing. Names are those that show prints.',
  },
  'too-many-changes': {
    title: 'More changes than one run may make',
    text: 'A run may change so many resources, or such a share of them (limits.change), in any way that does not strengthen the audit trail. Beyond that it changes none of them, so that one mistake cannot reach everything. What strengthens is not counted and is done. --lift-limits lifts the limits for one run; limits in the spec says otherwise for good.',
  },
  'too-many-deletions': {
    title: 'More deletions than one run may make',
    text: 'A run may delete so many resources, or such a share of those that carry our owner tag (limits.delete). Beyond that it deletes none. --lift-limits lifts the limits for one run; limits in the spec says otherwise for good.',
  },
  'too-many-accounts-gone': {
    title: 'Too many accounts are gone at once',
    text: 'More than limits.accounts of the accounts that our policies let in are needed no more by any declared trail: the spec or the organization has lost them. A spec that lost half its accounts, or an organization that was read wrongly, looks just like that, so in this run nothing is deleted and no permission is withdrawn. New permissions are given. Nothing is remembered between runs: what stands in the policies is what is counted. --lift-limits lifts the limits for one run.',
  },
  'waits-for-group': {
    title: 'An earlier group of the rollout comes first',
    text: 'Changes of a later group wait until every trail of the earlier groups is as the spec says, and delivers. What strengthens an existing resource does not wait.',
  },
  'cannot-serve': {
    title: 'What it needs cannot serve it',
    text: 'It would rest on a resource that cannot serve it as it stands: a bucket in another region than the spec says, or one that the spec only refers to and that does not exist. AWS would refuse the call, so it is not sent. It stays a difference until that is mended; what rests there already, and every repair, is done all the same.',
  },
  'would-weaken': {
    title: 'It would leave less evidence than there is now',
    text: 'The change would stop recording, narrow what is recorded, or take away what protects or proves it. It is refused until somebody says that it is meant: --allow-weakening for one run, or an entry of allow in the spec, with a reason and a last day. A one-shot apply sends nothing while anything is refused; --skip-refused does the rest.',
  },
  'allow-ended': {
    title: 'A leave to weaken has ended',
    text: 'An entry of allow would permit a change that weakens, but its last day is over, so the change is refused again. Name a later day, or take back what the entry was for.',
  },
  'waits-for-change': {
    title: 'It waits for another change',
    text: 'It must come after a change that is withheld or has failed, so that evidence is never lost in between.',
  },
} as const satisfies Record<string, CatalogueEntry>;
