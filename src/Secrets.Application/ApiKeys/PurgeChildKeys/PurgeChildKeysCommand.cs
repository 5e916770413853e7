using MediatR;

namespace Secrets.Application.ApiKeys.PurgeChildKeys;

/// <summary>
/// Deletes the child keys of all owners that expired a day ago, and what this process remembers of children. Returns their number. While a
/// clock may be wrong, it deletes none.
/// </summary>
public sealed record PurgeChildKeysCommand : IRequest<int>;
