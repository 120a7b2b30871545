import type { CatalogueEntry } from './entry.ts';

/** Trouble of the daemon's own server: what was asked of it, and how. */
export const httpProblems = {
  'cannot-listen': {
    title: 'The server could not listen',
    text: 'Another program listens on the port of server.port, or server.host is no address of this machine. The daemon does not run without its server: nobody would see that it lives.',
  },
  'token-unreadable': {
    title: 'A token file is of no use',
    text: 'A file that server.readTokenFile or server.writeTokenFile names cannot be read, or its token has fewer than 16 characters or more than one line. Until that is mended nobody gets in by it. The file is read again when it changes.',
  },
  'token-needed': {
    title: 'A token is needed',
    text: 'The request carries no token, or one that is not (or no longer) right. Give it as Authorization: Bearer TOKEN, or log in on the page.',
  },
  'not-permitted': {
    title: 'The token does not permit it',
    text: 'Commands need the token for writing (server.writeTokenFile). Without such a file nobody can give commands over HTTP.',
  },
  'host-not-allowed': {
    title: 'The server does not go by that name',
    text: 'The Host of the request is none of the names of the server, so that a page elsewhere may be behind it whose name was pointed to this address. Addresses and localhost are always allowed; other names are written down: server.allowedHosts, or server.externalUrl.',
  },
  'origin-not-allowed': {
    title: 'The request came from another page',
    text: 'A browser sent a command on behalf of a page that is not ours, or it did not say on behalf of which. A program that sends the token itself needs no Origin.',
  },
  'bad-request': {
    title: 'The request makes no sense',
    text: 'A parameter is not known or has no sensible value, or the body is not the JSON that is expected. /api/v1/openapi.json says what is.',
  },
  'no-such-path': {
    title: 'There is nothing at this path',
    text: 'No page and no answer stands at the path. /api/v1/openapi.json lists what there is.',
  },
  'no-such-run': {
    title: 'No such run is remembered',
    text: 'The id is of no run, or of one that is older than the history is kept.',
  },
  'wrong-method': {
    title: 'The method does not fit the path',
    text: 'The path takes other methods than this one: the Allow header names them.',
  },
  'too-large': {
    title: 'The request is too large',
    text: 'Bodies may have 64 KiB, those of a hook 1 MiB.',
  },
  'too-many-followers': {
    title: 'Too many follow the event stream',
    text: 'So many programs or pages follow the daemon that no more can be told at once. Ask again later, or ask /api/v1/status from time to time.',
  },
  'not-leading': {
    title: 'Another replica leads',
    text: 'Commands are for the replica that leads: this one stands by. Its status says which one does.',
  },
} as const satisfies Record<string, CatalogueEntry>;
