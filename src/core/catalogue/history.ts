import type { CatalogueEntry } from './entry.ts';

/** Trouble with what is remembered: the history of a daemon, and the journal of what was sent. */
export const historyProblems = {
  'history-set-aside': {
    title: 'The history was damaged and is begun anew',
    text: 'The database of the history is none, or is damaged. It was renamed, with the time in its new name, and an empty one was begun in its place. Reconciling does not need it: what stands at AWS is looked at anew. Drifts that are open are opened again, and who was told of them may be told again. Look at the disk; the file that was set aside may be read with sqlite3.',
  },
  'history-not-kept': {
    title: 'The history is not kept',
    text: 'The database of the history could not be opened or written: the disk is full, the folder is read-only or belongs to somebody else. What happens is kept in memory and written as soon as that works again; a restart before then forgets it. Meanwhile what strengthens the audit trail is repaired all the same, and nothing that weakens it or is neutral is changed, because it could not be written down.',
  },
  'history-in-use': {
    title: 'Another daemon writes the same history',
    text: 'Two daemons were started with one file in history.path. Both mend, both tell people, and neither knows what the other did: attribution takes calls of the other for those of a stranger. End one of them, or name another file. Replicas agree by leadership which of them works, and each has a file of its own.',
  },
  'history-newer': {
    title: 'The history is of a newer version',
    text: 'The database was written by a newer version of trailwarden than this one. It is not touched, so that the newer version finds it as it was, and what happens is kept in memory. Run the newer version, or name another file.',
  },
  'no-history': {
    title: 'There is no history to show',
    text: 'What --database names is not there, cannot be read, or is no history that a daemon of this version wrote; or the daemon at --url did not answer with one.',
  },
  'journal-not-written': {
    title: 'It could not be written down, so it was not sent',
    text: 'Every call that changes something is written into the journal before it is sent. That failed: the disk is full, or the file cannot be written. What only strengthens the audit trail is sent all the same; everything else waits until it can be written down.',
  },
  'calls-unsure': {
    title: 'Nobody knows whether these calls were carried out',
    text: 'The journal has calls that were begun and never ended: the program, or the machine, was stopped in between. AWS may have carried them out or not. Every run looks at what stands there, so nothing need be done; the calls are named because an auditor will ask.',
  },
} as const satisfies Record<string, CatalogueEntry>;
