"""Two prompts that say nothing: one line, and all the words that are looked for under the headings they belong to."""

ONE_LINE = "Please improve the code quality and performance of this module."

STUFFED = """Improve the overall quality, security, performance and scalability of the system

Follow best practices and industry standards throughout the implementation.

GOAL
Users and stakeholders want better quality, because better quality improves the business metric and the user experience.

CONTEXT
The relevant files, modules, functions and line numbers of the repository should be considered.

DEPENDENCIES
All dependencies, libraries, services and versions should be reviewed and documented.

REQUIREMENTS
R-1. Implement the feature in a robust, scalable and secure manner following best practices.
R-2. Ensure that performance, latency and throughput are optimal and meet the requirements.
R-3. Handle all errors and exceptions gracefully with proper logging and monitoring.
R-4. Write comprehensive unit, integration and end-to-end tests with high coverage.

OUT OF SCOPE
- Anything unrelated.

SUCCESS CRITERIA
AC-1. (R-1) The implementation meets all requirements and quality standards.
AC-2. (R-2) Performance is improved significantly.
AC-3. (R-3, R-4) All tests pass and the code is reviewed.

EDGE CASES
E-1. Consider all edge cases, including null, empty, large and invalid inputs.
E-2. Consider concurrency, time-outs, retries and network failures.
E-3. Consider exceptions, error codes and status codes.

IMPACT
Performance: performance implications must be considered carefully.
Security: security concerns must be assessed and addressed.

VALIDATION APPROACH
Run the full test suite, linters and security scans, and verify the metrics.

ROLLBACK
Roll back the change when problems occur, using the rollback plan.

NEXT ITERATION
Iterate based on feedback and metrics.
"""
