import type { CatalogueEntry } from './entry.ts';

/** Trouble with delivered log files, and with finding them. */
export const logProblems = {
  'log-damaged': {
    title: 'A log file is damaged',
    text: 'What is stored is not what CloudTrail wrote: the gzip or the JSON in it ends early, cannot be read, or has another checksum. The records that can be read are given all the same; what is missing is not known. `logs verify` says whether the object was changed after it was delivered. Copies that were cut off while they were downloaded look like this, too.',
  },
  'log-foreign': {
    title: 'A file is no log file',
    text: 'It stands where log files are, or was named as one, and is neither gzip nor JSON, or has no records in it. Somebody else put it there, or it is a copy of something else.',
  },
  'log-unusual': {
    title: 'A log file is not as CloudTrail writes it',
    text: 'CloudTrail writes one member of gzip and nothing after it. This file has more, so somebody wrote or appended it; all of it was read. `logs verify` says whether the object was changed after it was delivered.',
  },
  'wrong-expression': {
    title: 'The expression makes no sense',
    text: "What --where says is not understood. It compares fields of records, by their names there or by the names of columns: eventName = DeleteTrail, userIdentity.type in (Root, IAMUser), requestParameters.key ~ 'tmp/*', user_name != root; with and, or, not and brackets. Texts with other characters than letters, digits and . : / @ * ? - _ stand in quotes.",
  },
  'trail-not-found': {
    title: 'There is no such trail',
    text: 'No trail of the spec has that name or ARN, or AWS knows none of it where it was asked: in the region of the ARN, or in the configured one, with the credentials in force. Trails of one region are seen from that region only. trailwarden get trails lists what there is; where nobody can be asked, say --bucket.',
  },
  'nowhere-to-look': {
    title: 'Nobody said where log files lie',
    text: 'No trail is meant: the spec declares none, the account has none that is seen from the configured region, or --account and --region leave none. Name a spec or --trail, or the bucket itself with --bucket and --prefix.',
  },
  'archive-not-read': {
    title: 'The copy of the logs cannot be read',
    text: 'What --from names is no folder, its index.json is no index, or what --keys names holds no public keys. A copy is what aws s3 sync leaves: the keys of a bucket below the folder, or below a folder of the name of the bucket. See docs/logs.md.',
  },
  'checkpoint-not-read': {
    title: 'The checkpoint cannot be read',
    text: 'What --checkpoint names is no file that logs verify wrote, or cannot be read. It says how far log files were found whole, so that half of one is not trusted. Name another file, or move that one away: then everything is verified anew, as far as --since says.',
  },
} as const satisfies Record<string, CatalogueEntry>;
