import type { CatalogueEntry } from './entry.ts';

/** Trouble with the files of a spec: reading, shape, names, references. */
export const specProblems = {
  'formerly-taken': {
    title: "The former key of a block is another block's",
    text: 'formerly names the key that a block had before, so that it goes on under a new key instead of leaving a stray behind. It cannot be the key that the block has now, one that is still declared, or one that another block names too.',
  },
  'no-such-day': {
    title: 'There is no such day',
    text: 'A date is written as year, month and day, and must be a day of the calendar. It is the last day on which an allowance or a waiver holds, to its end in UTC.',
  },
  'unknown-group': {
    title: 'There is no such group',
    text: 'The rollout names a group that no file declares under groups.',
  },
  'file-missing': {
    title: 'There is no such file',
    text: 'A path that was named does not exist. Paths are taken from the folder in which the command runs.',
  },
  'file-unreadable': {
    title: 'A file could not be read',
    text: 'The file or folder exists, but reading it failed, mostly for want of permission. A spec that is read in part is not used: what it does not say could be taken for what is no longer wanted.',
  },
  'file-special': {
    title: 'This is no ordinary file',
    text: 'Devices, sockets and named pipes are not opened: reading them could wait for ever.',
  },
  'file-outside-folder': {
    title: 'A link leads out of the folder',
    text: 'Inside a folder of specs a symbolic link may lead to another file of that folder only, so that a spec from a repository cannot make trailwarden read, and quote, files of the machine it runs on. Name the file itself on the command line if it is meant.',
  },
  'file-too-large': {
    title: 'A file is too large',
    text: 'A file of a spec holds at most 10 MB. Split a larger one: files of one owner are joined.',
  },
  'file-not-text': {
    title: 'This is no text file',
    text: 'A spec is UTF-8 text. The file holds NUL bytes or bytes that are not UTF-8; an editor may have saved it as UTF-16.',
  },
  'file-empty': {
    title: 'A file says nothing',
    text: 'The file is empty or holds comments only. That is refused, because a file that lost its content by accident looks the same. Remove the file if nothing is meant.',
  },
  'folder-empty': {
    title: 'A folder has no spec files',
    text: 'No file below the folder ends with .yaml, .yml or .json. Files and folders whose names begin with a dot are left out.',
  },
  'yaml-syntax': {
    title: 'The text is not YAML',
    text: 'The file is no YAML 1.2 and no JSON. Only the first syntax error of a document is told: the others mostly follow from it.',
  },
  'custom-tag': {
    title: 'A tag is used',
    text: 'Tags such as !include or !!binary are not read: a spec is plain data and means the same everywhere.',
  },
  'duplicate-key': {
    title: 'A key is written twice',
    text: 'One map holds the same key twice. Which one counts depends on who reads it, so neither does.',
  },
  'unknown-alias': {
    title: 'An alias refers to nothing',
    text: 'An alias (*name) means the value that carries the anchor (&name) earlier in the same document. It cannot stand inside of that value.',
  },
  'bad-merge': {
    title: 'A merge key has no map',
    text: 'The merge key << takes a map or a list of maps, mostly an alias of one. Keys written beside it win over merged ones.',
  },
  'aliases-grow-too-much': {
    title: 'Aliases would make too much of a document',
    text: 'More than 100 alias uses that make a document more than ten times as large are refused. A few lines of aliases within aliases can otherwise stand for billions of values.',
  },
  'nested-too-deeply': {
    title: 'A document is nested too deeply',
    text: 'Maps and lists stand inside of each other more than 64 deep, with aliases followed. Nothing in a spec needs that.',
  },
  'not-a-spec': {
    title: 'This is no trailwarden spec',
    text: 'A spec begins with apiVersion: trailwarden.dev/v1alpha1 and kind: TrailSpec. Keep other files out of the folder, or name the files of the spec one by one.',
  },
  'unknown-version': {
    title: 'The version of the format is not known',
    text: 'This trailwarden reads apiVersion trailwarden.dev/v1alpha1. A newer spec may need a newer trailwarden.',
  },
  'unknown-key': {
    title: 'There is no such setting',
    text: 'A key is written that means nothing at this place, mostly a slip of the pen or a key that is indented too far or too little. It is an error, because a setting that is silently left out may be the one that protects.',
  },
  'missing-key': {
    title: 'A setting is missing',
    text: 'A setting without a default is not written, neither in the block nor in the defaults of its kind.',
  },
  'wrong-type': {
    title: 'A value has the wrong type',
    text: 'Text stands where a list belongs, or the like. In YAML 1.2 only true and false are booleans: yes, no, on and off are text, and so is anything in quotes. Digits without quotes are a number.',
  },
  'wrong-value': {
    title: 'A value is none of those allowed',
    text: 'The setting takes one of a few values, and something else is written.',
  },
  'wrong-form': {
    title: 'A value has the wrong form',
    text: 'The type is right, but the text does not look as it must.',
  },
  'out-of-range': {
    title: 'A value is too small, too large, too short or too long',
    text: 'The number, the length of the text or the number of items is out of bounds.',
  },
  'listed-twice': {
    title: 'A list holds an item twice',
    text: 'The items of this list must differ from each other.',
  },
  'owners-differ': {
    title: 'The files name different owners',
    text: 'All files given together are parts of one spec and carry the same metadata.name. Read specs of different owners one at a time.',
  },
  'duplicate-name': {
    title: 'The same key is declared twice',
    text: 'Two documents declare an account, group, bucket, topic or trail under the same key. Keys are unique over all files of a spec.',
  },
  'written-twice': {
    title: 'A setting of the whole spec is written twice',
    text: 'Accounts, groups, buckets, topics and trails of several documents are joined. Everything else may stand in one document only, so that it is clear which one counts.',
  },
  'account-id-not-text': {
    title: 'An account id is no text',
    text: 'Digits without quotes are a number in YAML, and a number has no leading zeros: 012345678901 would become 12345678901, another account or none. Put account ids in quotes.',
  },
  'account-declared-twice': {
    title: 'An account is declared twice',
    text: 'Two keys under accounts have the same id. Everything that stands in all accounts would be declared twice in it.',
  },
  'account-key-taken': {
    title: 'The key of an account or group means something else',
    text: 'Places name accounts and groups alike, and accounts by their id, too. So no account and group have the same key, none is called all, and a key of twelve digits is the id of its own account.',
  },
  'unknown-account': {
    title: 'There is no such account',
    text: 'A place, a group or the organization names an account or group that no file declares. Declare it under accounts or groups. The id of an account that is not written is taken only where organization.discover can find it.',
  },
  'role-elsewhere': {
    title: "The role of an account is another account's",
    text: 'The role is assumed to work in the account it is written for, so it must be a role of that account. Write its name, and its ARN is made of the id of the account.',
  },
  'units-without-organization': {
    title: 'Units without an organization',
    text: 'A group names organizational units, but the spec does not say through which account the organization is read: organization: { account: KEY }.',
  },
  'trail-without-organization': {
    title: 'A trail of the organization in a spec without one',
    text: 'A trail says organization: true, but the spec does not say which organization: organization: { account: KEY }. The trail stands in that account, if it is the management account, or in a delegated administrator of CloudTrail: AWS takes it from no other.',
  },
  'place-missing': {
    title: 'A block says nothing about its place',
    text: 'Every bucket, topic and trail has a region, or regions: a list that makes one resource in each. Where the spec has several accounts, or discovers them, it also has an account, or accounts.',
  },
  'place-contradicts': {
    title: 'A block says twice where it stands',
    text: 'A block stands in one region or in each of regions, in one account or in each of accounts. Write one of the two.',
  },
  'place-empty': {
    title: 'A block stands nowhere',
    text: 'All of its regions or accounts are excluded again, so that no resource is left.',
  },
  'unknown-region': {
    title: 'The region is not known',
    text: 'The name has the form of a region, but no known region has it. AWS may have opened it since this release, so it is only a warning.',
  },
  'partitions-mixed': {
    title: 'Regions of different partitions',
    text: 'AWS partitions (aws, aws-cn, aws-us-gov and others) have separate accounts and credentials. The resources of one account stand in one partition: that of the account where accounts are written.',
  },
  'matches-nothing': {
    title: 'A setting matches nothing',
    text: 'An override or an exclusion names regions or accounts in which the block does not stand, a group names labels that no account has, or defaults are written for accounts where there are none. It has no effect.',
  },
  'unknown-placeholder': {
    title: 'A name has an unknown placeholder',
    text: 'A name may hold {account}, {accountId}, {region} and {partition}.',
  },
  'name-taken': {
    title: 'Two resources would have the same name',
    text: 'Two resources of one kind would have the same name at AWS: in one account and region or, as bucket names are shared by everybody, anywhere in the partition. Give one another name, or use {region}, {account} or {accountId} in it.',
  },
  'unknown-reference': {
    title: 'A reference means nothing',
    text: 'A setting refers to a bucket, topic or trail by a key that no file declares. Declare it; with manage: false if somebody else looks after it.',
  },
  'reference-across-partitions': {
    title: 'A reference leads into another partition',
    text: 'Partitions have separate accounts and credentials: a trail in aws-cn cannot deliver into a bucket in aws. Declare the bucket or topic once in each partition.',
  },
  'ambiguous-reference': {
    title: 'A reference means several resources',
    text: 'A reference means the resource in the same account and region, else the only one in the same account, else the only one there is. Here there are several and none in the same region.',
  },
} as const satisfies Record<string, CatalogueEntry>;
