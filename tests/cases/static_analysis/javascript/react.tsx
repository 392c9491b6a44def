import DOMPurify from 'dompurify';

export function Comment(props: { text: string }) {
  // ruleid: javascript-react-dangerous-html
  const raw = <p dangerouslySetInnerHTML={{ __html: props.text }} />;
  // ok: javascript-react-dangerous-html
  const clean = <p dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(props.text) }} />;
  // ok: javascript-react-dangerous-html
  const fixed = <p dangerouslySetInnerHTML={{ __html: '&nbsp;' }} />;
  // ok: javascript-react-dangerous-html
  const data = <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: JSON.stringify(props.text) }} />;
  // ok: javascript-react-dangerous-html
  return <p>{props.text}</p>;
}

export const Post = ({ html, title }: PostProps) => {
  // ruleid: javascript-react-dangerous-html
  return <p title={title} dangerouslySetInnerHTML={{ __html: html }}></p>;
};

export function Search() {
  const text = useSearchParams().get('q');
  // ruleid: javascript-dom-xss
  const raw = <p dangerouslySetInnerHTML={{ __html: text }} />;
  // ok: javascript-dom-xss
  return <p>{text}</p>;
}

export function Typed({ html }: PostProps) {
  // ruleid: javascript-react-dangerous-html
  const raw = <p dangerouslySetInnerHTML={{ __html: html }}></p>;
  // ok: javascript-react-dangerous-html
  return <p>{html}</p>;
}
