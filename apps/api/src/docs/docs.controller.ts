import { Controller, Get, Header, Param } from '@nestjs/common';
import { API_ROOT } from '../http/endpoint.js';
import { Permits } from '../http/permission.js';
import { notFound } from '../http/problem-error.js';
import { ApiSettings } from '../settings.js';
import { publishedSchemas, type PublishedSchema } from './json-schemas.js';
import { openApiDocument } from './openapi.js';

/** Asked for again by whoever needs it later. */
const CONTACT_HOLDS_MS = 90 * 86_400_000;
const SCHEMAS_ROOT = `${API_ROOT}/schemas`;

/** The contract, for machines and for people. */
@Controller()
export class DocsController {
  private readonly document: Record<string, unknown>;
  private readonly schemas: Map<string, PublishedSchema>;

  constructor(private readonly settings: ApiSettings) {
    this.document = openApiDocument(settings.version);
    this.schemas = new Map(publishedSchemas(SCHEMAS_ROOT).map((schema) => [schema.name, schema]));
  }

  @Permits('public.see')
  @Get(`${API_ROOT}/openapi.json`)
  openApi(): Record<string, unknown> {
    return this.document;
  }

  @Permits('public.see')
  @Get(SCHEMAS_ROOT)
  list(): { items: { name: string; about: string; href: string }[] } {
    const items = [...this.schemas.values()];
    return { items: items.map(({ name, about }) => ({ name, about, href: `${SCHEMAS_ROOT}/${name}` })) };
  }

  @Permits('public.see')
  @Get(`${SCHEMAS_ROOT}/:name`)
  @Header('content-type', 'application/schema+json')
  one(@Param('name') name: string): object {
    const published = this.schemas.get(name);
    if (!published) throw notFound(`No schema "${name}". GET ${SCHEMAS_ROOT} lists those there are.`);
    return published.schema;
  }

  @Permits('public.see')
  @Get('/api/docs')
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    return PAGE;
  }

  /** RFC 9116: whom to tell of a hole. */
  @Permits('public.see')
  @Get('/.well-known/security.txt')
  @Header('content-type', 'text/plain; charset=utf-8')
  security(): string {
    const { securityContact } = this.settings;
    if (securityContact === null) throw notFound('Whoever runs this has not said whom to tell of a hole.');
    const expires = new Date(Date.now() + CONTACT_HOLDS_MS).toISOString();
    return `Contact: ${securityContact}\nExpires: ${expires}\nPreferred-Languages: en, nl\n`;
  }

  /** A file of its own, since the pages allow no inline script. */
  @Permits('public.see')
  @Get('/api/docs/start.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  start(): string {
    return START;
  }
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bakeloop API</title>
<link rel="stylesheet" href="/api/docs/assets/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="/api/docs/assets/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: '${API_ROOT}/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null });
`;
