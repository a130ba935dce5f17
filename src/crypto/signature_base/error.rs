//! Why a covered component cannot be used.

/// A component that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("component {component}: {problem}")]
pub struct ComponentError {
    /// The identifier as announced.
    pub component: String,
    /// What is wrong with it.
    pub problem: ComponentProblem,
}

impl ComponentError {
    pub(super) fn new(component: &str, problem: ComponentProblem) -> Self {
        Self { component: component.to_owned(), problem }
    }
}

/// What is wrong with a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComponentProblem {
    /// More than [`super::MAX_COMPONENTS`].
    #[error("more than 64 components")]
    TooMany,
    /// The identifier is a token, number, …
    #[error("identifiers are quoted strings")]
    NotAString,
    /// The name is empty or has upper-case letters.
    #[error("names are lower case and not empty")]
    NotLowerCase,
    /// The same component again.
    #[error("covered twice")]
    Duplicate,
    /// A derived component nobody defined.
    #[error("unknown derived component")]
    UnknownDerived,
    /// A parameter of the component that is not understood, or not with this component.
    #[error("unknown or unsuitable component parameter")]
    UnknownParameter,
    /// A known parameter with a value of the wrong type.
    #[error("component parameter of the wrong type")]
    ParameterType,
    /// `bs` together with `sf` or `key`.
    #[error("parameter bs excludes sf and key")]
    Contradiction,
    /// `tr`: trailers are not used.
    #[error("trailers are not supported")]
    Trailer,
    /// A component of requests in a response's signature, without `;req`, or the reverse.
    #[error("not a component of this kind of message")]
    WrongMessage,
    /// `;req` in a response whose request is unknown to the verifier.
    #[error("the related request is not known")]
    NoRelatedRequest,
    /// The header is not in the message.
    #[error("the message has no such header")]
    FieldMissing,
    /// The header's value has control or non-ASCII characters.
    #[error("the value is not printable ASCII")]
    NotAscii,
    /// `sf` on a header whose structured type is not known.
    #[error("the structured type of this header is not known")]
    TypeUnknown,
    /// `sf` or `key` on a value that is not a structured field.
    #[error("the value is not a structured field of its type")]
    NotStructured,
    /// `key` names a member that is not there.
    #[error("the dictionary has no such member")]
    NoSuchMember,
    /// `@query-param` names a parameter that is absent or repeated.
    #[error("the query does not have this parameter exactly once")]
    QueryParameter,
}
