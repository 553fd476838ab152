package syntax

// isStmt and isExpr tell the kinds that stand for a statement or an
// expression by themselves.
var isStmt, isExpr [kindCount]bool

func init() {
	for _, k := range []kind{
		kImport, kFutureImport, kImportFrom, kPrint, kExec, kAssert, kExprStmt, kReturn, kDelete, kRaise, kPass,
		kBreak, kContinue, kIf, kMatch, kFor, kWhile, kTry, kWith, kFuncDef, kGlobal, kNonlocal, kTypeAlias,
		kClassDef, kDecorated,
	} {
		isStmt[k] = true
	}
	for _, k := range []kind{
		kIdentifier, kInteger, kFloat, kTrue, kFalse, kNoneLiteral, kEllipsis, kString, kConcatenated, kWalrus,
		kExpressionList, kPatternList, kTuplePattern, kListPattern, kListSplatPattern, kListSplat, kDictSplat,
		kDictSplatPattern, kParenSplat, kAsPattern, kAsTarget, kNot, kBoolean, kBinary, kUnary, kComparison, kLambda,
		kYield, kAttribute, kSubscript, kSlice, kCall, kType, kSplatType, kGenericType, kUnionType, kConstrainedType,
		kMemberType, kKeywordArgument, kList, kSet, kTuple, kDict, kListComp, kDictComp, kSetComp, kGenerator, kParen,
		kConditional, kAwait, kDottedName,
	} {
		isExpr[k] = true
	}
}

// keyword holds the words that are never names: inside an error the parser
// may still call them identifiers.
var keyword = map[string]bool{}

func init() {
	for _, w := range []string{
		"False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
		"elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
		"not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
	} {
		keyword[w] = true
	}
}
