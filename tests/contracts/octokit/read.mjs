// Reads one pull request as an app's installation, through GitHub's own client, and prints what it shows as JSON.
// Input (JSON on standard input): baseUrl, appId, privateKey, installationId, owner, repo, number.
import { readFileSync } from "node:fs";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";

const { baseUrl, appId, privateKey, installationId, owner, repo, number } = JSON.parse(readFileSync(0, "utf8"));
const octokit = new Octokit({ baseUrl, authStrategy: createAppAuth, auth: { appId, privateKey, installationId } });
const here = { owner, repo };
const all = (endpoint, more) => octokit.paginate(endpoint, { ...here, per_page: 2, ...more });

const pull = (await octokit.rest.pulls.get({ ...here, pull_number: number })).data;
const runs = await all(octokit.rest.checks.listForRef, { ref: pull.head.sha });
const status = (await octokit.rest.repos.getCombinedStatusForRef({ ...here, ref: pull.head.sha })).data;
const comments = await all(octokit.rest.pulls.listReviewComments, { pull_number: number });
const talk = await all(octokit.rest.issues.listComments, { issue_number: number });

async function threads() {
  const query = `query($owner: String!, $repo: String!, $number: Int!, $after: String) {
    repository(owner: $owner, name: $repo) { pullRequest(number: $number) {
      reviewThreads(first: 2, after: $after) { pageInfo { hasNextPage endCursor } nodes {
        isResolved isOutdated path line startLine diffSide subjectType
        comments(first: 50) { nodes { databaseId body isMinimized } } } } } } }`;
  const found = [];
  for (let after = null, more = true; more; ) {
    const page = (await octokit.graphql(query, { ...here, number, after })).repository.pullRequest.reviewThreads;
    found.push(...page.nodes);
    ({ hasNextPage: more, endCursor: after } = page.pageInfo);
  }
  return found;
}

const annotated = runs.map(async (run) => ({
  id: run.id,
  name: run.name,
  status: run.status,
  conclusion: run.conclusion,
  title: run.output.title,
  summary: run.output.summary,
  annotations: (await all(octokit.rest.checks.listAnnotations, { check_run_id: run.id })).map((each) => [
    each.path,
    each.start_line,
    each.end_line,
    each.annotation_level,
    each.message,
  ]),
}));

console.log(
  JSON.stringify({
    title: pull.title,
    state: pull.merged ? "merged" : pull.state,
    draft: pull.draft,
    head_sha: pull.head.sha,
    threads: await threads(),
    review_comments: comments.map((each) => [each.id, each.user.login, each.path, each.line, each.body]),
    check_runs: await Promise.all(annotated),
    statuses: status.statuses.map((each) => [each.context, each.state, each.description]),
    comments: talk.map((each) => [each.id, each.user.login, each.body]),
  }),
);
