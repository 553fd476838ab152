package syntax

// kind is this package's number for a grammar symbol. Several symbols may
// share one, and symbols the tree is built without have none (0).
type kind uint8

const (
	kNone kind = iota
	kError
	kComment
	kOther // a named symbol without a meaning of its own here

	kModule
	kBlock

	kImport
	kFutureImport
	kImportFrom
	kAliasedImport
	kRelativeImport
	kImportPrefix
	kWildcard
	kDottedName
	kPrint
	kChevron
	kExec
	kAssert
	kExprStmt
	kReturn
	kDelete
	kRaise
	kPass
	kBreak
	kContinue
	kIf
	kElif
	kElse
	kMatch
	kCase
	kFor
	kWhile
	kTry
	kExcept
	kExceptGroup
	kFinally
	kWith
	kWithClause
	kWithItem
	kFuncDef
	kGlobal
	kNonlocal
	kTypeAlias
	kClassDef
	kDecorated
	kDecorator

	kParameters
	kLambdaParameters
	kDefaultParameter
	kTypedDefaultParameter
	kTypedParameter
	kPositionalSeparator
	kKeywordSeparator
	kTypeParameter

	kCasePattern
	kUnionPattern
	kDictPattern
	kKeywordPattern
	kSplatPattern
	kClassPattern
	kComplexPattern

	kIdentifier
	kInteger
	kFloat
	kTrue
	kFalse
	kNoneLiteral
	kEllipsis
	kString
	kConcatenated
	kStringStart
	kStringContent
	kStringEnd
	kInterpolation
	kFormatSpecifier
	kFormatExpression
	kTypeConversion

	kWalrus
	kAssignment
	kAugmented
	kExpressionList
	kPatternList
	kTuplePattern
	kListPattern
	kListSplatPattern
	kDictSplatPattern
	kListSplat
	kDictSplat
	kParenSplat
	kAsPattern
	kAsTarget
	kNot
	kBoolean
	kBinary
	kUnary
	kComparison
	kLambda
	kYield
	kAttribute
	kSubscript
	kSlice
	kCall
	kType
	kSplatType
	kGenericType
	kUnionType
	kConstrainedType
	kMemberType
	kArguments
	kKeywordArgument
	kList
	kSet
	kTuple
	kDict
	kPair
	kListComp
	kDictComp
	kSetComp
	kGenerator
	kParen
	kForIn
	kIfClause
	kConditional
	kAwait

	kOperator // an operator token
	kColon
	kAsync
	kFrom
	kEqual

	kindCount
)

// named maps the grammar's named symbols; anonymous maps its tokens.
var (
	named = map[string]kind{
		"comment": kComment, "module": kModule, "block": kBlock,
		"import_statement": kImport, "future_import_statement": kFutureImport, "import_from_statement": kImportFrom,
		"aliased_import": kAliasedImport, "relative_import": kRelativeImport, "import_prefix": kImportPrefix,
		"wildcard_import": kWildcard, "dotted_name": kDottedName, "print_statement": kPrint, "chevron": kChevron,
		"exec_statement": kExec, "assert_statement": kAssert, "expression_statement": kExprStmt,
		"return_statement": kReturn, "delete_statement": kDelete, "raise_statement": kRaise, "pass_statement": kPass,
		"break_statement": kBreak, "continue_statement": kContinue, "if_statement": kIf, "elif_clause": kElif,
		"else_clause": kElse, "match_statement": kMatch, "case_clause": kCase, "for_statement": kFor,
		"while_statement": kWhile, "try_statement": kTry, "except_clause": kExcept,
		"except_group_clause": kExceptGroup, "finally_clause": kFinally, "with_statement": kWith,
		"with_clause": kWithClause, "with_item": kWithItem, "function_definition": kFuncDef,
		"global_statement": kGlobal, "nonlocal_statement": kNonlocal, "type_alias_statement": kTypeAlias,
		"class_definition": kClassDef, "decorated_definition": kDecorated, "decorator": kDecorator,
		"parameters": kParameters, "lambda_parameters": kLambdaParameters, "default_parameter": kDefaultParameter,
		"typed_default_parameter": kTypedDefaultParameter, "typed_parameter": kTypedParameter,
		"positional_separator": kPositionalSeparator, "keyword_separator": kKeywordSeparator,
		"type_parameter": kTypeParameter, "case_pattern": kCasePattern, "union_pattern": kUnionPattern,
		"dict_pattern": kDictPattern, "keyword_pattern": kKeywordPattern, "splat_pattern": kSplatPattern,
		"class_pattern": kClassPattern, "complex_pattern": kComplexPattern, "identifier": kIdentifier,
		"integer": kInteger, "float": kFloat, "true": kTrue, "false": kFalse, "none": kNoneLiteral,
		"ellipsis": kEllipsis, "string": kString, "concatenated_string": kConcatenated,
		"string_start": kStringStart, "string_content": kStringContent, "string_end": kStringEnd,
		"interpolation": kInterpolation, "format_specifier": kFormatSpecifier,
		"format_expression": kFormatExpression, "type_conversion": kTypeConversion, "named_expression": kWalrus,
		"assignment": kAssignment, "augmented_assignment": kAugmented, "expression_list": kExpressionList,
		"pattern_list": kPatternList, "tuple_pattern": kTuplePattern, "list_pattern": kListPattern,
		"list_splat_pattern": kListSplatPattern, "dictionary_splat_pattern": kDictSplatPattern,
		"list_splat": kListSplat, "dictionary_splat": kDictSplat, "parenthesized_list_splat": kParenSplat,
		"as_pattern": kAsPattern, "as_pattern_target": kAsTarget, "not_operator": kNot,
		"boolean_operator": kBoolean, "binary_operator": kBinary, "unary_operator": kUnary,
		"comparison_operator": kComparison, "lambda": kLambda, "yield": kYield, "attribute": kAttribute,
		"subscript": kSubscript, "slice": kSlice, "call": kCall, "type": kType, "splat_type": kSplatType,
		"generic_type": kGenericType, "union_type": kUnionType, "constrained_type": kConstrainedType,
		"member_type": kMemberType, "argument_list": kArguments, "keyword_argument": kKeywordArgument,
		"list": kList, "set": kSet, "tuple": kTuple, "dictionary": kDict, "pair": kPair,
		"list_comprehension": kListComp, "dictionary_comprehension": kDictComp, "set_comprehension": kSetComp,
		"generator_expression": kGenerator, "parenthesized_expression": kParen, "for_in_clause": kForIn,
		"if_clause": kIfClause, "conditional_expression": kConditional, "await": kAwait,
	}
	// ignored are named symbols whose text is read through their parent.
	ignored = map[string]bool{"escape_sequence": true, "escape_interpolation": true, "line_continuation": true}

	anonymous = map[string]kind{":": kColon, "async": kAsync, "from": kFrom, "=": kEqual}
	operators = []string{
		"+", "-", "*", "/", "//", "%", "**", "@", "&", "|", "^", "~", "<<", ">>",
		"<", "<=", "==", "!=", ">=", ">", "<>", "in", "is", "not in", "is not", "and", "or",
		"+=", "-=", "*=", "/=", "//=", "%=", "**=", "@=", "&=", "|=", "^=", "<<=", ">>=",
	}
)

// field is this package's number for a grammar field, 0 for the fields it can
// do without.
type field uint8

const (
	fNone field = iota
	fAlias
	fAlternative
	fAnnotation // "type"
	fArgument
	fArguments
	fAttribute
	fBody
	fCause
	fCode
	fCondition
	fConsequence
	fDefinition
	fExpression
	fFunction
	fGuard
	fKey
	fLeft
	fModuleName
	fName
	fObject
	fOperator
	fOperators
	fParameters
	fReturnType
	fRight
	fSubject
	fSubscript
	fSuperclasses
	fTypeParameters
	fValue
)

var fields = map[string]field{
	"alias": fAlias, "alternative": fAlternative, "type": fAnnotation, "argument": fArgument,
	"arguments": fArguments, "attribute": fAttribute, "body": fBody, "cause": fCause, "code": fCode,
	"condition": fCondition, "consequence": fConsequence, "definition": fDefinition, "expression": fExpression,
	"function": fFunction, "guard": fGuard, "key": fKey, "left": fLeft, "module_name": fModuleName, "name": fName,
	"object": fObject, "operator": fOperator, "operators": fOperators, "parameters": fParameters,
	"return_type": fReturnType, "right": fRight, "subject": fSubject, "subscript": fSubscript,
	"superclasses": fSuperclasses, "type_parameters": fTypeParameters, "value": fValue,
}

// leaf lists the kinds whose children are never looked at.
var leaf = []kind{
	kComment, kPass, kBreak, kContinue, kWildcard, kImportPrefix, kPositionalSeparator, kKeywordSeparator,
	kIdentifier, kInteger, kFloat, kTrue, kFalse, kNoneLiteral, kEllipsis, kStringStart, kStringContent,
	kStringEnd, kTypeConversion, kOperator, kColon, kAsync, kFrom, kEqual,
}
