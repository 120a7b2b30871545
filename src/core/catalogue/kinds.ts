import type { CatalogueEntry } from './entry.ts';

/** What a kind of resource finds wrong in an entry: names, pairs, limits of AWS. */
export const kindProblems = {
  'invalid-trail-name': {
    title: 'AWS does not take this name for a trail',
    text: 'The name of a trail has 3 to 128 characters: letters, digits, and single periods, underscores or hyphens between them. It must not look like an IP address. The key of the block is the name unless name: is written. A trail cannot be renamed: another name is another trail.',
  },
  'invalid-prefix': {
    title: 'The prefix cannot be used',
    text: 'A prefix is what object keys begin with, before /AWSLogs/. It has at most 200 characters, no slash at its ends, and does not hold AWSLogs/, which AWS adds itself. *, ? and ${ are refused because they would be wildcards in the policy of the bucket, which names the prefix.',
  },
  'invalid-key': {
    title: 'This is no KMS key that can be used here',
    text: 'A key is written as alias/NAME, as a key id, or as the ARN of either. It must be a symmetric key in the region of the bucket, because CloudTrail encrypts where it delivers.',
  },
  'invalid-log-group': {
    title: 'This is no log group that the trail can use',
    text: 'CloudTrail delivers to a log group of its own account and home region only. Write its name, or its ARN; the :* at the end is added.',
  },
  'invalid-log-role': {
    title: 'This is no role that the trail can use',
    text: 'CloudTrail writes to a log group with a role of its own account, which trusts cloudtrail.amazonaws.com. Write its name, or its ARN.',
  },
  'selectors-twice': {
    title: 'The events of a trail are written in two ways',
    text: 'events, eventSelectors and advancedEventSelectors say the same thing: which events are recorded. A trail has one of them, also after defaults and overrides are joined. Keep one.',
  },
  'invalid-selectors': {
    title: 'AWS does not take these event selectors',
    text: 'A trail takes one to five basic selectors, or advanced ones, of which each has eventCategory and only the fields and operators that AWS takes for that category on a trail. ARNs must be of the type that the selector is about, and of the partition of the trail. The message says which rule is broken.',
  },
  'too-many-selectors': {
    title: 'More event selectors than AWS takes',
    text: 'A trail takes 5 basic selectors with 250 values of data resources, those that mean every resource not counted, or advanced selectors with 500 values in all of them. These limits cannot be raised. Beginnings of ARNs say more with fewer values.',
  },
  'invalid-insights': {
    title: 'Insights need events that are not recorded',
    text: 'CloudTrail looks for unusual activity in the events that the trail records. Rates of calls need management events that write, rates of errors any management events, and those of data events need data events. Each type is written once.',
  },
  'unknown-event-type': {
    title: 'Nobody here knows this type of event',
    text: 'The type of resource, or the event source, is not among those that CloudTrail was known to record when this version was made. AWS adds some every month, and spelling and case matter; if it is spelt as in the user guide of CloudTrail, it is fine.',
  },
  'invalid-tag': {
    title: 'A tag is reserved, or too long',
    text: 'A key has 1 to 128 characters and a value at most 256. Keys that begin with aws: belong to AWS, those that begin with trailwarden: to trailwarden.',
  },
  'too-many-tags': {
    title: 'Too many tags',
    text: 'AWS allows 50 tags on a resource. One of them is ours: it names the owner.',
  },
  'organization-unknown': {
    title: 'The organization is not known',
    text: 'A trail of the organization needs its id and its management account, and they could not be read. The trail is neither created nor compared in this respect until they can.',
  },
  'multi-region-repeated': {
    title: 'A trail of all regions, several times',
    text: 'A multi-region trail records every region from the one it stands in. With several regions in its place each copy would record, and bill, all of it again. Write multiRegion: false for one trail in each region, or one region for one trail of all.',
  },
  'invalid-aggregation': {
    title: 'Aggregation without data events',
    text: 'CloudTrail sums up data events, so aggregation needs a trail that records some: AWS refuses it otherwise.',
  },
  'too-many-trails': {
    title: 'More than five trails in a region',
    text: 'AWS allows five trails in a region of an account, and this cannot be raised. A multi-region trail counts in every region. Only the trails of the spec are counted here.',
  },
  'organization-name-taken': {
    title: "The name is taken by the organization's trail",
    text: 'Every member of an organization has a copy of its trail, and AWS takes no other trail of that name there. Every account of the spec in the same partition is taken for a member. Give one of the trails another name; an account outside of the organization belongs in a spec of its own.',
  },
  'invalid-bucket-name': {
    title: 'No bucket can have this name',
    text: 'A bucket name has 3 to 63 characters: lower-case letters, digits, hyphens and dots, with a letter or a digit at both ends and after each dot. It is not an IP address, and some beginnings and endings belong to AWS. CloudTrail takes no underscore.',
  },
  'bucket-elsewhere': {
    title: 'The bucket stands in another region',
    text: 'A bucket of this name exists, but in another region than the spec says. It cannot be moved, and its settings are not read from here. Correct the region, or choose another name.',
  },
  'encryption-pair': {
    title: 'A key without KMS encryption',
    text: 'kmsKey and bucketKey mean something with aws:kms and aws:kms:dsse only. With AES256, S3 holds the key.',
  },
  'invalid-lifecycle': {
    title: 'S3 would not take this lifecycle rule',
    text: 'A rule has an ID of its own and does something: it expires objects by Days, by Date or where only a delete marker is left (one of these), deletes old versions, moves objects to other storage, or ends uploads. The message says which rule is broken.',
  },
  'retention-broken': {
    title: 'A lifecycle rule deletes log files too early',
    text: 'retention.minDays says how long log files must stay, and a rule of the spec deletes them, or old versions of them, before. An old version may be as old as the day on which somebody overwrote the file, so NoncurrentDays is held against the same number; a Date deletes whatever its age. Only a Prefix keeps a rule away from log files: tags can be put on any object. Let the rule wait, give it a prefix that holds no logs, or lower retention.minDays.',
  },
  'retention-unset': {
    title: 'Log files are deleted within 90 days, and the spec does not say whether that is meant',
    text: 'A lifecycle rule deletes log files, or old versions of them, before 90 days, and the spec has no retention.minDays. A rule that stands in the bucket and not in the spec is told as critical and left. Write retention.minDays: what deletes before that is removed, and what deletes later is in order.',
  },
  'invalid-object-lock': {
    title: 'This Object Lock cannot be',
    text: 'A default retention is a mode and either days or years; {} is Object Lock without one. It needs versioning.',
  },
  'object-lock-stays': {
    title: 'Object Lock cannot be switched off',
    text: 'Once a bucket has Object Lock, it has it for good; only its default retention can change, for new objects. Write objectLock as it stands, or leave it out of the spec.',
  },
  'invalid-access-logging': {
    title: 'The access logs cannot go there',
    text: 'A bucket that logs the requests to itself logs its own logging, without end. S3 delivers to another bucket of the same account and region, which must not have a default retention of Object Lock and must let in logging.s3.amazonaws.com.',
  },
  'requester-pays': {
    title: 'CloudTrail cannot deliver here',
    text: 'CloudTrail does not deliver to a bucket for which the requester pays. trailwarden reports it and does not change it.',
  },
  'invalid-topic-name': {
    title: 'No topic can have this name',
    text: 'A topic name has 1 to 256 letters, digits, hyphens and underscores. CloudTrail announces through standard topics only, so a name that ends in .fifo is none.',
  },
  'topic-key-cannot-let-in': {
    title: 'This key cannot let CloudTrail in',
    text: 'The policy of the key alias/aws/sns belongs to AWS and does not let CloudTrail use it. Take a key of your own, and let cloudtrail.amazonaws.com use kms:GenerateDataKey* and kms:Decrypt in its policy.',
  },
  'invalid-subscription': {
    title: 'A subscription that SNS would refuse, or that holds a secret',
    text: 'A subscription is told by its protocol and endpoint, and stands once. raw is for sqs, firehose, https and http; a delivery stream needs a role, and nothing else takes one. The password or the query of a URL often is a secret, and a spec holds none: leave subscriptions out, which keeps what stands there, and subscribe such an endpoint by hand.',
  },
  'secret-in-url': {
    title: 'The path of a subscribed URL looks like a secret',
    text: 'Webhooks of chats and pagers let in whoever knows their path. No output of trailwarden has it: such a URL is told as https://host/… with a digest, which differs where the URL differs. But everybody reads a spec, and its history. Make the URL invalid where it was made, and let a function or a queue hold the next one; or leave subscriptions out, which keeps what stands there, and subscribe the URL by hand. A plan that is saved to subscribe it has it too, in a file that only its owner may read.',
  },
  'statement-sid': {
    title: 'The Sid of a statement cannot be used',
    text: 'Statements of a spec are told by their Sid, so each has one of its own. Sids that begin with Trailwarden belong to the statements that trailwarden makes.',
  },
  'statement-incomplete': {
    title: 'A statement that AWS would refuse',
    text: 'A statement of a resource policy names who (Principal or NotPrincipal), what (Action or NotAction) and on what (Resource or NotResource), one of each pair.',
  },
  'policy-unreadable': {
    title: 'A policy that is not one',
    text: 'AWS answered with a policy that is not JSON, or has no statements. Nothing is known about who is let in, so nothing of it is changed.',
  },
  'policy-too-large': {
    title: 'The policy would be too large',
    text: "A bucket policy holds 20,480 bytes, a topic policy 30,720 bytes and 100 statements, other people's statements included. Trails are let in one by one, by account or by organization, in ever fewer bytes: policy.grants says how, and auto takes the first that fits. When none does, statements must go, or the trails need several buckets.",
  },
  'grants-organization-unknown': {
    title: 'The organization is not known',
    text: 'policy.grants: organization lets in every account of the organization by its id. It must be readable, or written down.',
  },
  'grants-by-organization': {
    title: 'The whole organization is let in',
    text: 'So many accounts deliver here that the policy cannot name them, so it lets in the organization. Accounts outside of it are not let in. Write policy.grants: organization where that is meant.',
  },
  'policy-undecided': {
    title: 'Nobody knows whether CloudTrail is let in',
    text: 'Whether CloudTrail may do what a trail needs depends on something that its requests leave open, or that trailwarden does not know: a condition key such as aws:SourceIp, an operator, a part of a path. The run names the statement and does not call it in order. Except services of AWS from a Deny with aws:PrincipalIsAWSService, or except the trail as the hint says.',
  },
  'delivery-denied': {
    title: 'CloudTrail will not be let in',
    text: 'Under the policy as it will be, or under one that the spec only refers to, CloudTrail may not do what the trail needs: look at the bucket, write its files, or announce them. A trail is never moved to such a place, and none is made there. The hint names the smallest change of the policy that lets it in.',
  },
  'grant-not-needed': {
    title: 'A grant stands that nothing of the spec needs',
    text: 'Our own statements let in trails, accounts or an organization that nothing of the spec needs. They were not looked at in this run, so nobody knows whether they still deliver, and a permission is withdrawn only in a run that saw its trail need it no more. Somebody may have written them there. Declare the account in the spec, so that its trails are seen; or take them out of the policy by hand.',
  },
  'stranger-let-in': {
    title: 'A statement lets in a stranger',
    text: 'A statement of the policy that is neither ours nor in the spec lets in an account, an organization or a service for somebody whom the spec does not know. It is drift: high where they may write, critical where they may delete or change the policy, medium where they may read. It is kept as it is, since the spec keeps statements of others. Write it into policy.statements where it is meant, or let it be removed: policy.unmanaged: remove.',
  },
  'old-statement-needed': {
    title: 'An old statement is still needed, or may be',
    text: 'A statement lets CloudTrail in by its accounts of 2013 to 2015, or without naming trails. policy.unmanaged: remove takes it away, but only in a run that read every trail of the accounts whose folders it is about and saw none outside of the spec that may deliver through it. Until then it stays, beside our own statements. Declare the accounts and the trails, or take it out by hand.',
  },
  'not-ours-to-remove': {
    title: 'A foreign statement stands in the way',
    text: 'A statement of the policy that is neither ours nor in the spec denies CloudTrail what its trails need, or lets in everybody. The spec keeps statements of others (policy.unmanaged: keep), so it is reported and left. Take it away by hand, or write policy.unmanaged: remove.',
  },
} as const satisfies Record<string, CatalogueEntry>;
