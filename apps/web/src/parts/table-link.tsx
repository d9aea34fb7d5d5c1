import { FileDown } from 'lucide-react';

/** The rows of a table or a list as a file that the server makes, by the filter that the screen shows. */
export function TableLink({ href, label = 'CSV' }: { href: string; label?: string }) {
  return (
    <a href={href} download className="table-link">
      <FileDown size={16} aria-hidden /> {label}
    </a>
  );
}
