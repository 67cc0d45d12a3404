"""The workflows with which GitHub and GitLab build, check and publish a site: for new sites, and for this repository's own."""

from typing import Final, Literal

Service = Literal["github", "gitlab", "none"]

# Both keep the store and the output between runs, so that a run makes only what changed, and know from the output's manifest until when
# what is published is right: a scheduled run before that ends at once.
_GITHUB: Final = """\
# Builds the site on each push and pull request, and publishes the main branch to GitHub Pages (Settings, Pages, Source: GitHub Actions).
# Every half hour it looks whether a scheduled article's time has come; if not, it ends at once.
name: publish

on:
  push:
    branches: [main]
  pull_request:
  schedule:
    - cron: "*/30 * * * *"
  workflow_dispatch:

permissions:
  contents: read

jobs:
  due:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    outputs:
      build: ${{ steps.due.outputs.build }}
    steps:
      - if: github.event_name == 'schedule'
        uses: actions/cache/restore@v4
        with:
          path: due
          key: due-
          restore-keys: due-
      - id: due
        run: |
          build=true
          if [ "$GITHUB_EVENT_NAME" = schedule ] && [ -f due/until ]; then
            until=$(cat due/until)
            if [ -z "$until" ] || [ "$(date +%s)" -lt "$until" ]; then build=false; fi
          fi
          echo "build=$build" >> "$GITHUB_OUTPUT"

  build:
    needs: due
    if: needs.due.outputs.build == 'true'
    runs-on: ubuntu-latest
    # A scheduled run with nothing due never comes here, so it cannot take the place of a push that waits.
    concurrency: build-${{ github.ref }}
    outputs:
      until: ${{ steps.build.outputs.until }}
    timeout-minutes: 30
    permissions:
      contents: read
      pages: read
    steps:
      - uses: actions/checkout@v5
        with:
          persist-credentials: false # nothing that is installed or built gets at them
      - uses: actions/setup-python@v6
        with:
          python-version: "3.13"
          cache: pip
          cache-dependency-path: @LOCK@
      - name: Install
        run: |
@INSTALL@
      - id: pages
        if: github.ref == 'refs/heads/main'
        uses: actions/configure-pages@v5
      - uses: actions/cache/restore@v4
        with:
          path: |
            .hn-archive
            public
          key: site-
          restore-keys: site-
      - name: Build and check
        id: build
        env:
          PAGES_URL: ${{ steps.pages.outputs.base_url }}
        run: |
          set --
          pages="https://$GITHUB_REPOSITORY_OWNER.github.io/${GITHUB_REPOSITORY#*/}"
          if ! grep -q '^url:' site.yml; then set -- --url "${PAGES_URL:-$pages}"; fi
          hn-archive build --format github "$@"
          until=$(sed -n 's/^# right until \\([0-9]*\\).*/\\1/p' public/.hn-archive-manifest)
          echo "until=$until" >> "$GITHUB_OUTPUT"
      - if: github.ref == 'refs/heads/main'
        uses: actions/cache/save@v4
        with:
          path: |
            .hn-archive
            public
          key: site-${{ github.run_id }}-${{ github.run_attempt }}
      - if: github.ref == 'refs/heads/main'
        uses: actions/upload-pages-artifact@v4
        with:
          path: public

  publish:
    needs: build
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    concurrency: publish
    timeout-minutes: 15
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
      url: ${{ steps.deployment.outputs.page_url }}
    steps:
      - id: deployment
        uses: actions/deploy-pages@v4
      - env:
          UNTIL: ${{ needs.build.outputs.until }}
        run: mkdir due && echo "$UNTIL" > due/until
      - uses: actions/cache/save@v4
        with:
          path: due
          key: due-${{ github.run_id }}-${{ github.run_attempt }}
"""

_GITLAB: Final = """\
# Builds the site on each merge request, and publishes the default branch to GitLab Pages. For scheduled articles, add a pipeline schedule
# (Build, Pipeline schedules) with the cron expression */30 * * * *; a run before anything is due ends at once.
.site:
  image: python:3.13-slim
  variables:
    PIP_CACHE_DIR: $CI_PROJECT_DIR/.cache/pip
  cache:
    - key: pip
      paths: [.cache/pip/]
    - key: site
      paths: [.hn-archive/, public/]

check:
  extends: .site
  cache:
    - key: pip
      paths: [.cache/pip/]
    - key: site
      paths: [.hn-archive/, public/]
      policy: pull
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - pip install --quiet --requirement requirements.txt
    - |
      set --
      if ! grep -q '^url:' site.yml; then set -- --url "$CI_PAGES_URL"; fi
      hn-archive build --format gitlab "$@" > gl-code-quality-report.json
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json

pages:
  extends: .site
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  allow_failure:
    exit_codes: 75 # nothing is due
  resource_group: pages
  script:
    - |
      manifest=public/.hn-archive-manifest
      if [ "$CI_PIPELINE_SOURCE" = schedule ] && [ -f "$manifest" ]; then
        until=$(sed -n 's/^# right until \\([0-9]*\\).*/\\1/p' "$manifest")
        if [ -z "$until" ] || [ "$(date +%s)" -lt "$until" ]; then echo "Nothing is due."; exit 75; fi
      fi
    - pip install --quiet --requirement requirements.txt
    - |
      set --
      if ! grep -q '^url:' site.yml; then set -- --url "$CI_PAGES_URL"; fi
      hn-archive build "$@"
  artifacts:
    paths: [public]
    exclude: [public/.hn-archive-manifest]
"""


def files(service: Service, version: str) -> dict[str, str]:
    """The files, by path, that let a service publish a site with this version of the program."""
    if service == "none":
        return {}
    workflow = {".gitlab-ci.yml": _GITLAB} if service == "gitlab" else {".github/workflows/publish.yml": _for_site()}
    return {**workflow, "requirements.txt": f"# What CI installs.\nhn-archive=={version}\n"}


def _for_site() -> str:
    return github("requirements.txt", ("pip install --quiet --requirement requirements.txt",))


def github(lock: str, install: tuple[str, ...]) -> str:
    """The workflow for GitHub; `lock` is the file that says what the commands `install` install."""
    return _GITHUB.replace("@LOCK@", lock).replace("@INSTALL@", "\n".join(f"          {line}" for line in install))
