import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ProblemError } from '../http/problem-error.js';
import { ApiSettings } from '../settings.js';
import { languageOf } from './language.js';
import { PAGE_WORDS } from './page-words.js';
import { problemPage } from './pages.js';

/** A problem that has a page of its own to be told on. */
export class PagedProblem extends ProblemError {
  constructor(
    problem: ProblemError['problem'],
    /** HTML. */
    readonly page: string,
    headers: ProblemError['headers'] = {},
  ) {
    super(problem, headers);
  }
}

/** Tells what went wrong as a page, in the language of who asked: for addresses that people open. */
@Catch(ProblemError)
export class AsPage implements ExceptionFilter<ProblemError> {
  constructor(private readonly settings: ApiSettings) {}

  catch(error: ProblemError, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    const { status } = error.problem;
    const page = pageOfProblem(error, http.getRequest(), this.settings.publicUrl);
    response.status(status).set(error.headers).type('html').send(page);
  }
}

/** @param origin where people find this Bakeloop */
export function pageOfProblem(error: ProblemError, request: Request, origin: string): string {
  if (error instanceof PagedProblem) return error.page;
  const language = languageOf(request);
  const words = PAGE_WORDS[language];
  const { status } = error.problem;
  const to =
    status === 401
      ? {
          href: `/sign-in?lang=${language}&next=${encodeURIComponent(request.originalUrl)}`,
          name: words.signIn,
        }
      : request.path.startsWith('/open/')
        ? { href: `/open/?lang=${language}`, name: words.openData }
        : { href: `/method?lang=${language}`, name: words.method };
  return problemPage({ language, origin }, words.problem(status), to, request.path);
}
