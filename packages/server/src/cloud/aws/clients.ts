import { EC2Client } from '@aws-sdk/client-ec2'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { type AwsCredentials, CloudFailure } from '../cloud-provider.ts'
import { homeRegion, readRegion, readRoleArn } from './arn.ts'

export interface Keys {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  expiration?: Date
}

export interface AwsOutside {
  /** Where all services answer instead of at Amazon: for tests. */
  endpoint?: string
  /** Our own keys; without them those of the process or its machine, as the AWS client finds them. */
  ownKeys?: Keys
}

const KEY_SECONDS = 3_600
// Keys are asked for anew five minutes before they end.
const RENEW_EARLY_MS = 300_000

/** The clients of one role, one for each region, on short-lived keys that are kept in memory only. */
export class AwsClients {
  readonly #credentials: AwsCredentials
  readonly #outside: AwsOutside
  readonly #now: () => number
  readonly #byRegion = new Map<string, EC2Client>()
  #keys: Promise<Keys> | null = null
  #renewAt = 0

  constructor(credentials: AwsCredentials, outside: AwsOutside, now: () => number) {
    this.#credentials = credentials
    this.#outside = outside
    this.#now = now
  }

  ec2(region: string): EC2Client {
    const known = this.#byRegion.get(region)
    if (known) return known
    const made = new EC2Client({ ...this.#settings(readRegion(region)), credentials: () => this.#current() })
    this.#byRegion.set(region, made)
    return made
  }

  sts(own: boolean): STSClient {
    const { partition } = readRoleArn(this.#credentials.role_arn)
    const { ownKeys } = this.#outside
    const keys = own ? (ownKeys === undefined ? {} : { credentials: ownKeys }) : { credentials: () => this.#current() }
    return new STSClient({ ...this.#settings(homeRegion[partition]!), ...keys })
  }

  /** Asked for once, however many calls want them. */
  #current(): Promise<Keys> {
    if (this.#keys !== null && this.#now() < this.#renewAt) return this.#keys
    this.#renewAt = Number.POSITIVE_INFINITY
    this.#keys = this.#assume().then(
      (keys) => {
        this.#renewAt = (keys.expiration?.getTime() ?? 0) - RENEW_EARLY_MS
        return keys
      },
      (error) => {
        this.#keys = null
        throw error
      },
    )
    return this.#keys
  }

  async #assume(): Promise<Keys> {
    const { role_arn, external_id } = this.#credentials
    const command = new AssumeRoleCommand({
      RoleArn: role_arn,
      ExternalId: external_id,
      RoleSessionName: 'skykeep',
      DurationSeconds: KEY_SECONDS,
    })
    const { Credentials } = await this.sts(true).send(command)
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {}
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
      throw new CloudFailure('transient', 'UNREADABLE_ANSWER', 'The cloud answered no keys')
    }
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration: Expiration }
  }

  #settings(region: string) {
    const { endpoint } = this.#outside
    return {
      region,
      // Whoever calls decides whether to try again.
      maxAttempts: 1,
      requestHandler: { requestTimeout: 30_000, connectionTimeout: 5_000 },
      ...(endpoint === undefined ? {} : { endpoint }),
    }
  }
}
