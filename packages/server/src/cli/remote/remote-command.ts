import { credentialsFile } from './credentials-file.ts'

/** The terminal and the machine as the commands of people need them. */
export interface RemoteContext {
  /** What was asked for. */
  print(text: string): void
  /** The same, as it comes and without a line end. */
  write(bytes: Uint8Array): Promise<void>
  /** What is said beside it: what to do, and refusals. */
  warn(text: string): void
  /** What is piped in, to its end. */
  readInput(): Promise<string>
  /** The folder in which this person stays signed in. */
  folder: string
  openBrowser(url: string): void
  now(): Date
  wait(seconds: number): Promise<void>
}

export interface RemoteCommand {
  usage: string
  /** Answers the exit code: 0 done, 1 refused. Throws an error whose message is for the person when it cannot be tried. */
  run(args: string[], context: RemoteContext): Promise<number>
}

/** Said in words and without a stack, with exit code 1: the installation, or the person who was asked, said no. */
export class Refused extends Error {
  override readonly name: string = 'Refused'
}

/** The sign-in is over, or there was none. */
export class SignedOut extends Refused {
  constructor(url: string | null, why = 'You are not signed in') {
    super(`${why}${url === null ? '' : ` at ${url}`}. Run: skykeep login --url ${url ?? 'URL'}`)
  }
}

/** A command whose refusals are told and become its exit code. */
export const refusable = ({ usage, run }: RemoteCommand): RemoteCommand => ({
  usage,
  async run(args, context) {
    try {
      return await run(args, context)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      context.warn(error.message)
      return 1
    }
  },
})

/** The installation that is meant, and that somebody is signed in at it. @throws SignedOut */
export async function chosenInstallation({ folder }: RemoteContext, named?: string): Promise<string> {
  const { current, logins } = await credentialsFile(folder).read()
  const url = named ?? current
  if (url === null || !Object.hasOwn(logins, url)) throw new SignedOut(url)
  return url
}
