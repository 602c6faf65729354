// The same flow logs as an ordinary CDK app in TypeScript makes them: `tsx cdk_l1.ts COUNT OUTDIR`.
import { App, Stack } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as iam from "aws-cdk-lib/aws-iam";
import * as logs from "aws-cdk-lib/aws-logs";

const fields = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";
const logFormat = fields.split(" ").map((name) => "${" + name + "}").join(" ");
const tags = Object.entries({ Name: "flowlog/a", "flowlog:entry": "a", "flowlog:name": "flowlog" }).map(([key, value]) => ({ key, value }));
const count = Number(process.argv[2]);
const app = new App({
  outdir: process.argv[3], analyticsReporting: false, treeMetadata: false, stackTraces: false, builtinCloudFormationValidation: false,
});
for (let first = 0; first < count; first += 450) {
  const stack = new Stack(app, `Stack${first}`);
  const group = new logs.LogGroup(stack, "LogGroup");
  const role = new iam.Role(stack, "Role", { assumedBy: new iam.ServicePrincipal("vpc-flow-logs.amazonaws.com") });
  for (let number = first; number < Math.min(count, first + 450); number += 1) {
    new ec2.CfnFlowLog(stack, `FlowLog${number}`, {
      resourceId: `eni-${number.toString(16).padStart(17, "0")}`, resourceType: "NetworkInterface", trafficType: "ALL",
      logGroupName: group.logGroupName, deliverLogsPermissionArn: role.roleArn, logFormat, maxAggregationInterval: 60, tags,
    });
  }
}
app.synth();
