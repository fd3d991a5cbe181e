import type { CloudNeeds } from '../cloud-provider.ts'

/** The least policy that works, for regions; without a role, for machines of whatever account it is attached in. */
export function powerPolicy(
  { resize }: CloudNeeds,
  regions: readonly string[],
  { partition, account }: { partition: string; account: string } = { partition: 'aws', account: '*' },
): Record<string, unknown> {
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['ec2:DescribeInstances', 'ec2:DescribeRegions'], Resource: '*' },
      {
        Effect: 'Allow',
        Action: [
          'ec2:StartInstances',
          'ec2:StopInstances',
          'ec2:RebootInstances',
          ...(resize ? ['ec2:ModifyInstanceAttribute'] : []),
        ],
        Resource: regions.map((region) => `arn:${partition}:ec2:${region}:${account}:instance/*`),
      },
    ],
  }
}
