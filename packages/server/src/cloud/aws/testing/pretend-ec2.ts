import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface PretendInstance {
  id: string
  state: string
  type: string
  tags?: Record<string, string>
  platform?: string
  lifecycle?: string
  hibernation?: boolean
  stateReason?: string
}

export interface SeenCall {
  action: string
  region: string
  accessKey: string
  parameters: URLSearchParams
}

interface Failing {
  action: string
  status: number
  code?: string
  /** In place of an error document. */
  body?: string
  times?: number
  /** No answer at all. */
  hangs?: boolean
}

/** EC2 and STS as they speak: forms in, XML out, every request signed (SigV4). It knows one account, one role and one external id. */
export class PretendEc2 {
  readonly instances = new Map<string, PretendInstance>()
  readonly calls: SeenCall[] = []
  readonly failing: Failing[] = []
  /** Actions that the role may not do. */
  readonly denied = new Set<string>()
  externalId = 'the-external-id'
  roleArn = 'arn:aws:iam::123456789012:role/skykeep'
  pageSize = 2
  #server = createServer((request, response) => void this.#answer(request, response))

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  done(action: string): SeenCall[] {
    return this.calls.filter((call) => call.action === action && call.parameters.get('DryRun') !== 'true')
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const parameters = new URLSearchParams(await text(request))
    const action = parameters.get('Action') ?? ''
    const signed =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/(ec2|sts)\/aws4_request, SignedHeaders=[^,]+, Signature=[0-9a-f]{64}$/
    const [, accessKey, region] = signed.exec(request.headers.authorization ?? '') ?? []
    if (!accessKey || !region) return send(response, 403, fault('MissingAuthenticationToken'))
    this.calls.push({ action, region, accessKey, parameters })
    const failing = this.failing.find((one) => one.action === action && (one.times === undefined || one.times-- > 0))
    if (failing?.hangs) return undefined
    if (failing) return send(response, failing.status, failing.body ?? fault(failing.code ?? 'InternalError'))
    if (action === 'AssumeRole') return this.#assume(response, parameters)
    if (accessKey !== 'ASIAROLE') return send(response, 401, fault('AuthFailure'))
    if (this.denied.has(action)) return send(response, 403, fault('UnauthorizedOperation'))
    if (parameters.get('DryRun') === 'true') return send(response, 412, fault('DryRunOperation'))
    return this.#act(response, action, parameters, region)
  }

  #assume(response: ServerResponse, parameters: URLSearchParams): unknown {
    const isRight = parameters.get('RoleArn') === this.roleArn && parameters.get('ExternalId') === this.externalId
    if (!isRight) return send(response, 403, stsFault('AccessDenied'))
    const expiration = new Date(Date.now() + 3_600_000).toISOString()
    return send(
      response,
      200,
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>` +
        `<SecretAccessKey>role-secret</SecretAccessKey><SessionToken>role-token</SessionToken><Expiration>${expiration}</Expiration></Credentials>` +
        `<AssumedRoleUser><Arn>a</Arn><AssumedRoleId>AROA:x</AssumedRoleId></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`,
    )
  }

  #act(response: ServerResponse, action: string, parameters: URLSearchParams, region: string): unknown {
    if (action === 'GetCallerIdentity') {
      return send(
        response,
        200,
        `<GetCallerIdentityResponse><GetCallerIdentityResult><UserId>AROAROLE:session</UserId><Account>123456789012</Account><Arn>a</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      )
    }
    if (action === 'DescribeRegions') {
      const items = [
        ['eu-central-1', 'opt-in-not-required'],
        ['af-south-1', 'not-opted-in'],
      ].map(([name, status]) => `<item><regionName>${name}</regionName><optInStatus>${status}</optInStatus></item>`)
      return send(response, 200, `<DescribeRegionsResponse><regionInfo>${items.join('')}</regionInfo></DescribeRegionsResponse>`)
    }
    const id = parameters.get('InstanceId.1') ?? parameters.get('InstanceId') ?? ''
    if (action === 'DescribeInstances') return this.#describe(response, id, Number(parameters.get('NextToken') ?? 0), region)
    const instance = this.instances.get(id)
    if (!instance) return send(response, 400, fault('InvalidInstanceID.NotFound'))
    if (action === 'StartInstances') instance.state = 'pending'
    if (action === 'StopInstances') {
      instance.state = 'stopping'
      if (parameters.get('Hibernate') === 'true') instance.stateReason = 'Client.UserInitiatedHibernate'
    }
    if (action === 'ModifyInstanceAttribute') {
      if (instance.state !== 'stopped') return send(response, 400, fault('IncorrectInstanceState'))
      instance.type = parameters.get('InstanceType.Value')!
    }
    return send(response, 200, `<${action}Response><return>true</return></${action}Response>`)
  }

  #describe(response: ServerResponse, id: string, from: number, region: string): unknown {
    const all = id === '' ? [...this.instances.values()] : [...this.instances.values()].filter((one) => one.id === id)
    if (id !== '' && all.length === 0) return send(response, 400, fault('InvalidInstanceID.NotFound'))
    const page = id === '' ? all.slice(from, from + this.pageSize) : all
    const next = id === '' && from + this.pageSize < all.length ? `<nextToken>${from + this.pageSize}</nextToken>` : ''
    const items = page.map((one) => instanceXml(one, region)).join('')
    return send(
      response,
      200,
      `<DescribeInstancesResponse><reservationSet><item><instancesSet>${items}</instancesSet></item></reservationSet>${next}</DescribeInstancesResponse>`,
    )
  }
}

const instanceXml = (one: PretendInstance, region: string): string =>
  `<item><instanceId>${one.id}</instanceId><instanceState><name>${one.state}</name></instanceState><instanceType>${one.type}</instanceType>` +
  `<placement><availabilityZone>${region}a</availabilityZone></placement>` +
  (one.platform ? `<platform>${one.platform}</platform>` : '') +
  (one.lifecycle ? `<instanceLifecycle>${one.lifecycle}</instanceLifecycle>` : '') +
  (one.stateReason ? `<stateReason><code>${one.stateReason}</code><message>m</message></stateReason>` : '') +
  `<hibernationOptions><configured>${one.hibernation ?? false}</configured></hibernationOptions><tagSet>` +
  Object.entries(one.tags ?? {})
    .map(([key, value]) => `<item><key>${key}</key><value>${value}</value></item>`)
    .join('') +
  `</tagSet></item>`

const REQUEST_ID = '7a62c49f-347e-4fc4-9331-6e8e00000000'

/** With words in it that must not go on. */
const fault = (code: string): string =>
  `<Response><Errors><Error><Code>${code}</Code><Message>CANARY arn:aws:iam::123456789012:role/skykeep AKIACANARY</Message></Error></Errors><RequestID>${REQUEST_ID}</RequestID></Response>`

const stsFault = (code: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>CANARY</Message></Error><RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`

const send = (response: ServerResponse, status: number, body: string): unknown =>
  response.writeHead(status, { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': REQUEST_ID }).end(body)
