import { KITCHEN_ID } from '@bakeloop/contracts';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { credentialsPath } from '../../data/addresses.js';
import { Field } from '../../parts/form.js';
import '../../parts/rows.css';

/**
 * A kitchen that has not been heard of is given its credential first: where the broker asks for one, it is silent before.
 * @param isFirst nothing else is on the page yet
 */
export function SetUp({ isFirst }: { isFirst: boolean }) {
  const navigate = useNavigate();
  const [id, setId] = useState('');
  // Where it begins: it stays as it is when the first kitchen reports meanwhile.
  const [isOpen] = useState(isFirst);
  const fault =
    id === '' || KITCHEN_ID.test(id)
      ? null
      : 'Three to 32 lower case letters, digits and hyphens, for example ke-nbo-01.';
  return (
    <details className="panel quiet-details" open={isOpen}>
      <summary>
        <Plus size={16} aria-hidden /> Set up a kitchen
      </summary>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (fault === null) void navigate(credentialsPath(id));
        }}
      >
        <Field
          label="Id of the kitchen"
          hint="It stays for ever, in every topic and address of the kitchen."
          required
          maxLength={32}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          fault={fault}
          value={id}
          onChange={({ target }) => setId(target.value.trim())}
        />
        <p className="links">
          <button type="submit" className="button" disabled={id === '' || fault !== null}>
            Go on to its credentials
          </button>
        </p>
      </form>
    </details>
  );
}
