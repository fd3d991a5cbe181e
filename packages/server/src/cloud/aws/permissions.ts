import {
  DescribeInstancesCommand,
  type EC2Client,
  ModifyInstanceAttributeCommand,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2'
import type { CloudNeeds, PermissionCheck } from '../cloud-provider.ts'
import type { RoleArn } from './arn.ts'
import { awsCode, awsFailure } from './failures.ts'
import { powerPolicy } from './power-policy.ts'

interface Probe {
  action: string
  needed_for: string
  optional?: true
  try(ec2: EC2Client, instance: string, signal: AbortSignal): Promise<unknown>
}

// Every one is a dry run: Amazon answers whether it would be allowed, and does nothing.
const probes: readonly Probe[] = [
  {
    action: 'ec2:StartInstances',
    needed_for: 'start',
    try: (ec2, id, abortSignal) => ec2.send(new StartInstancesCommand({ InstanceIds: [id], DryRun: true }), { abortSignal }),
  },
  {
    action: 'ec2:StopInstances',
    needed_for: 'stop and hibernate',
    try: (ec2, id, abortSignal) => ec2.send(new StopInstancesCommand({ InstanceIds: [id], DryRun: true }), { abortSignal }),
  },
  {
    action: 'ec2:RebootInstances',
    needed_for: 'restart by hand',
    optional: true,
    try: (ec2, id, abortSignal) => ec2.send(new RebootInstancesCommand({ InstanceIds: [id], DryRun: true }), { abortSignal }),
  },
]

const changing: Probe = {
  action: 'ec2:ModifyInstanceAttribute',
  needed_for: 'resize',
  try: (ec2, id, abortSignal) =>
    ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, InstanceType: { Value: 't3.micro' }, DryRun: true }), {
      abortSignal,
    }),
}

interface Needs {
  region: string
  role: RoleArn
  needs: CloudNeeds
  signal: AbortSignal
}

/** Tries each needed action on one machine, as a dry run. What else the role may do only the account itself can tell. */
export async function checkPermissions(ec2: EC2Client, { region, role, needs, signal }: Needs): Promise<PermissionCheck> {
  const policy = JSON.stringify(powerPolicy(needs, [region], role))
  const grant_command = `aws iam put-role-policy --role-name '${role.role}' --policy-name skykeep-machine-power --policy-document '${policy}'`
  const lacking = ({ action, needed_for, optional }: Omit<Probe, 'try'>) => ({
    ...{ action, needed_for, grant_command },
    ...(optional && { optional }),
  })

  const seen = await anyInstance(ec2, signal)
  const missing = seen === null ? [lacking({ action: 'ec2:DescribeInstances', needed_for: 'see the machines' })] : []
  if (!seen) return { scope: region, missing, excess: [], is_complete: false }

  const asked = needs.resize ? [...probes, changing] : probes
  const held = await Promise.all(asked.map((probe) => isAllowed(probe, ec2, seen, signal)))
  const mayChange = needs.resize ? false : await isAllowed(changing, ec2, seen, signal)
  return {
    scope: region,
    missing: [...missing, ...asked.filter((_, at) => !held[at]).map(lacking)],
    excess: mayChange
      ? [{ what: 'change machines', why: `could change what a machine runs when it starts (${changing.action})` }]
      : [],
    is_complete: true,
  }
}

/** The id of some machine; undefined when there is none, null when they may not be seen. */
async function anyInstance(ec2: EC2Client, signal: AbortSignal): Promise<string | null | undefined> {
  try {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }), { abortSignal: signal })
    const live = Reservations.flatMap(({ Instances = [] }) => Instances).filter(({ State }) => State?.Name !== 'terminated')
    return live[0]?.InstanceId
  } catch (error) {
    if (awsCode(error) === 'UnauthorizedOperation') return null
    throw awsFailure(error, signal)
  }
}

async function isAllowed(probe: Probe, ec2: EC2Client, instance: string, signal: AbortSignal): Promise<boolean> {
  try {
    await probe.try(ec2, instance, signal)
  } catch (error) {
    if (awsCode(error) === 'UnauthorizedOperation') return false
    const failure = awsFailure(error, signal)
    // Whatever else it answers comes after the question whether we may.
    if (failure.kind === 'transient' || failure.kind === 'throttled' || failure.kind === 'authorization') throw failure
  }
  return true
}
