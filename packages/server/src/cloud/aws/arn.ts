import { CloudFailure } from '../cloud-provider.ts'

export interface RoleArn {
  partition: string
  account: string
  role: string
}

/** @throws CloudFailure configuration */
export function readRoleArn(arn: string): RoleArn {
  const [, partition, account, role] = /^arn:(aws|aws-cn|aws-us-gov):iam::(\d{12}):role\/([\w+=,.@/-]{1,512})$/.exec(arn) ?? []
  if (!partition || !account || !role) throw new CloudFailure('configuration', 'NOT_A_ROLE', 'This is not the ARN of a role')
  return { partition, account, role: role.split('/').at(-1)! }
}

export interface InstanceArn {
  region: string
  instance: string
}

export const instanceArn = (partition: string, region: string, account: string, instance: string): string =>
  `arn:${partition}:ec2:${region}:${account}:instance/${instance}`

/** @throws CloudFailure defect */
export function readInstanceArn(arn: string): InstanceArn {
  const [, region, instance] = /^arn:[a-z-]+:ec2:([a-z0-9-]+):\d{12}:instance\/(i-[0-9a-f]{8,17})$/.exec(arn) ?? []
  if (!region || !instance) throw new CloudFailure('defect', 'NOT_A_MACHINE_ID', 'This is not the id of a machine at AWS')
  return { region: readRegion(region), instance }
}

/** A region becomes part of a host name. @throws CloudFailure configuration */
export function readRegion(region: string): string {
  if (/^[a-z]{2}(-[a-z]{2,12}){1,3}-\d{1,2}$/.test(region)) return region
  throw new CloudFailure('configuration', 'NOT_A_REGION', 'This is not the name of a region')
}

/** Where a partition answers what concerns all of it. */
export const homeRegion: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
}
