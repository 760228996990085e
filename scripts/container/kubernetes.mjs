// Judges the objects of a file for Kubernetes: node kubernetes.mjs MODULES FILE OWLET; scripts/container/kubernetes calls it.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [modules, file, owlet] = process.argv.slice(2);
const require = createRequire(resolve(modules, 'package.json'));
const { parseAllDocuments } = require('yaml');
const objects = parseAllDocuments(readFileSync(file, 'utf8')).map((each) => each.toJS());
const only = (kind) => objects.find((each) => each.kind === kind);
const outcomes = [];

function judge(sentence, problem) {
  outcomes.push(!problem);
  console.log(problem ? `failed: ${sentence}: ${problem}` : `passed: ${sentence}`);
}

function schemaProblem(object) {
  const group = object.apiVersion.includes('/') ? object.apiVersion : 'v1';
  const Model = require(`kubernetes-models/${group}/${object.kind}`)[object.kind];
  try {
    new Model(object).validate();
    return '';
  } catch (error) {
    return error.message;
  }
}

const isPartOf = (labels, all) => Object.entries(labels).every(([name, value]) => all[name] === value);

for (const object of objects) {
  judge(`${object.kind} is as its schema says`, schemaProblem(object));
  const broken = { ...object, metadata: { ...object.metadata, labels: 7 } };
  judge(`${object.kind} whose labels are a number is refused`, schemaProblem(broken) ? '' : 'it was taken');
}

const deployment = only('Deployment').spec;
const pod = deployment.template;
const [container] = pod.spec.containers;
const environment = Object.fromEntries(container.env.map((each) => [each.name, each.value]));
const ports = new Set(container.ports.map((each) => each.name));
const drain = Number(environment.OWLET_DRAIN_DELAY) + Number(environment.OWLET_DRAIN_TIMEOUT);

judge('every selector finds the pods', [deployment.selector.matchLabels, only('Service').spec.selector,
  only('PodDisruptionBudget').spec.selector.matchLabels].every((each) => isPartOf(each, pod.metadata.labels)) ? '' : 'one does not');
judge('every port that is named is there', [container.readinessProbe.httpGet.port, container.livenessProbe.httpGet.port,
  ...only('Service').spec.ports.map((each) => each.targetPort)].every((each) => ports.has(each)) ? '' : [...ports].join());
judge('the ports are where owlet listens', container.ports.find((each) => each.name === 'http').containerPort === 8080
  && environment.OWLET_ADMIN.endsWith(`:${container.ports.find((each) => each.name === 'admin').containerPort}`) ? '' : 'they differ');
judge('the drain fits into the grace period, with time to spare', drain + 3 <= pod.spec.terminationGracePeriodSeconds ? '' : `${drain} s`);
judge('clients are let in until the endpoints have changed', container.readinessProbe.periodSeconds
  * container.readinessProbe.failureThreshold < Number(environment.OWLET_DRAIN_DELAY) ? '' : 'the delay is too short');
judge('the budget leaves a pod to evict', only('PodDisruptionBudget').spec.minAvailable < deployment.replicas ? '' : 'none');
judge('the volume is the ConfigMap', pod.spec.volumes[0].configMap.name === only('ConfigMap').metadata.name
  && container.volumeMounts[0].name === pod.spec.volumes[0].name ? '' : 'it is another');
judge('nobody, read-only, without capabilities', pod.spec.securityContext.runAsNonRoot && container.securityContext.readOnlyRootFilesystem
  && container.securityContext.capabilities.drop.includes('ALL') ? '' : 'not so');

const checked = spawnSync(resolve(owlet), ['--check'], { env: { ...environment, OWLET_PORT: '0' }, encoding: 'utf8' });
judge('owlet takes the variables', checked.status === 0 && !checked.stderr ? '' : checked.stderr);

const good = outcomes.filter(Boolean).length;
console.log(`${good} passed, ${outcomes.length - good} failed`);
process.exitCode = good === outcomes.length ? 0 : 1;
